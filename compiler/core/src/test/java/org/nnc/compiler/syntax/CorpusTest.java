package org.nnc.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.dfa.DFA;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.grammar.NnLexer;
import org.nnc.grammar.NnParser;

/** The grammar on the corpus: everything parses, nothing is ambiguous, every alternative and word is used. */
class CorpusTest {
    @TestFactory
    List<DynamicTest> parses() {
        return Corpus.ok().stream()
                .map(s -> DynamicTest.dynamicTest(s.name(), () -> {
                    Parse.Result result = Parse.parse(s);
                    assertEquals(List.of(), result.diagnostics());
                    assertTrue(result.file().isPresent());
                }))
                .toList();
    }

    @Test
    void isNowhereAmbiguous() {
        List<String> ambiguities = new ArrayList<>();
        for (Source source : Corpus.ok()) {
            NnParser parser = parser(source);
            parser.getInterpreter().setPredictionMode(PredictionMode.LL_EXACT_AMBIG_DETECTION);
            parser.addErrorListener(new BaseErrorListener() {
                @Override
                public void reportAmbiguity(
                        Parser p, DFA dfa, int start, int stop, boolean exact, BitSet alternatives, ATNConfigSet set) {
                    String text = p.getTokenStream().getText(org.antlr.v4.runtime.misc.Interval.of(start, stop));
                    String rule = p.getRuleNames()[dfa.atnStartState.ruleIndex];
                    ambiguities.add(source.name() + ": " + rule + " " + alternatives + ": " + text);
                }
            });
            parser.file();
        }
        assertEquals(List.of(), ambiguities);
    }

    @Test
    void usesEveryFormAndEveryWord() {
        Set<String> forms = new LinkedHashSet<>();
        Set<Integer> words = new LinkedHashSet<>();
        Corpus.ok().forEach(s -> collect(parser(s).file(), forms, words));
        List<String> unused = new ArrayList<>();
        for (Class<?> form : NnParser.class.getDeclaredClasses()) {
            boolean labelled = !ParserRuleContext.class.equals(form.getSuperclass());
            boolean labels = List.of("DeclContext", "FormalContext", "StmtContext", "ExprContext", "AtomContext")
                    .contains(form.getSimpleName());
            boolean entry = form.getSimpleName().startsWith("One");
            if (!entry && (labelled || !labels) && !forms.contains(form.getSimpleName()))
                unused.add(form.getSimpleName());
        }
        for (int type = 1; type <= NnLexer.ID; type++) {
            if (!words.contains(type)) unused.add(NnLexer.VOCABULARY.getDisplayName(type));
        }
        assertEquals(List.of(), unused);
    }

    private static NnParser parser(Source source) {
        Scan.Tokens scanned = Scan.scan(source);
        return Parse.parser(Layout.of(source, scanned.tokens()).tokens());
    }

    private static void collect(ParseTree tree, Set<String> forms, Set<Integer> words) {
        if (tree instanceof TerminalNode leaf) words.add(leaf.getSymbol().getType());
        else forms.add(tree.getClass().getSimpleName());
        for (int i = 0; i < tree.getChildCount(); i++) collect(tree.getChild(i), forms, words);
    }
}
