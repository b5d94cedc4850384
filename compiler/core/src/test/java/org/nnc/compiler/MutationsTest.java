package org.nnc.compiler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.emit.Batch;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Tree;

/**
 * Programs with one or two random slips through the whole compiler: each is refused with a place in the text, or becomes
 * Java that javac accepts; nothing else ever happens. {@code -Dnnc.mutations=N} asks for more, {@code -Dnnc.seed=S} for others.
 */
class MutationsTest {
    private static final Pattern TOKEN =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]*|[0-9.]+(?:[eE][0-9]+)?|\\s+|//[^\n]*|.", Pattern.DOTALL);
    private static final List<String> WORDS = List.of(
            "x",
            "y",
            "i",
            "j",
            "B",
            "N",
            "0",
            "1",
            "2",
            "3",
            "-1",
            "0.5",
            "+",
            "-",
            "*",
            "/",
            "^",
            "div",
            "mod",
            "(",
            ")",
            "[",
            "]",
            ",",
            "|",
            "..",
            "in",
            "sum(i)",
            "max(j)",
            "where",
            "if",
            "then",
            "else",
            "not",
            "==",
            "<",
            "exp",
            "log",
            "relu",
            "frozen",
            "output",
            "input",
            "param",
            "loss",
            "dim",
            "real",
            "int",
            "bool",
            "true",
            "inf",
            "wrap",
            "edge",
            "floor",
            "argmax(i)");

    private static final Set<String> KEYWORDS = Set.of(
            "model", "layer", "fun", "use", "dim", "input", "param", "output", "loss", "derive", "wrt", "in", "where",
            "if", "then", "else", "let", "case", "real", "int", "bool", "frozen", "and", "or", "not");

    private static List<Source> models() throws IOException {
        List<Source> models = new ArrayList<>();
        for (String folder : List.of("../../grammar/corpus/ok", "../../samples", "src/test/resources/models")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path f :
                        files.filter(f -> f.toString().endsWith(".nn")).sorted().toList()) {
                    models.addAll(each(new Source(f.getFileName().toString(), Files.readString(f))));
                }
            }
        }
        return models;
    }

    /** Each model of a file with all that is no model: a slip in one should not hide what another would show. */
    private static List<Source> each(Source file) {
        List<Tree.Decl> decls = Parse.parse(file).file().orElseThrow().decls();
        StringBuilder common = new StringBuilder();
        for (Tree.Decl d : decls)
            if (!(d instanceof Tree.ModelDecl)) common.append(d.span().text()).append('\n');
        List<Source> each = new ArrayList<>();
        for (Tree.Decl d : decls) {
            if (!(d instanceof Tree.ModelDecl m)) continue;
            Source model = new Source(m.name().text() + ".nn", common + m.span().text() + "\n");
            // The corpus of the grammar also holds what has no meaning yet.
            boolean compiles = !Compiler.check(model, n -> Optional.empty()).hasErrors();
            if (compiles) each.add(model);
        }
        return each;
    }

    @Test
    void isRefusedOrBecomesJava() throws IOException {
        int wanted = Integer.getInteger("nnc.mutations", 600);
        long seed = Long.getLong("nnc.seed", 1);
        List<Source> models = models();
        Batch batch = new Batch();
        int accepted = 0;
        int classes = 0;
        for (int i = 0; i < wanted; i++) {
            Random random = new Random(seed * 1_000_003 + i);
            Source base = models.get(i % models.size());
            Source source = new Source(base.name(), mutant(base.text(), random));
            Compiler.Result result;
            try {
                result = Compiler.compile(
                        source, n -> Optional.empty(), new Compiler.Options(i % 2 == 0, i % 3 == 0, ""));
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                throw new AssertionError(
                        "the compiler fails on mutant " + i + " of " + base.name() + "\n" + source.text(), e);
            }
            for (Diagnostic d : result.diagnostics()) {
                assertTrue(
                        d.span().start() >= 0
                                && d.span().end() <= d.span().source().text().length(),
                        d::toString);
            }
            boolean refused = result.diagnostics().stream().anyMatch(Diagnostic::isError);
            assertTrue(!refused || result.units().isEmpty());
            if (!refused) accepted++;
            for (Compiler.Unit u : result.units()) {
                String home = "m" + i;
                String java = u.java().replaceFirst("(?m)^package [^;]*;$", "");
                batch.add(home + "." + u.className(), "package " + home + ";\n" + java);
                classes++;
            }
        }
        batch.compile();
        System.out.printf("%d mutants, %d accepted, %d classes%n", wanted, accepted, classes);
        assertTrue(
                accepted > wanted / 50 && accepted < wanted,
                "mutations that say something: " + accepted + " of " + wanted);
    }

    private static String mutant(String text, Random random) {
        List<String> tokens = new ArrayList<>();
        Matcher m = TOKEN.matcher(text);
        while (m.find()) tokens.add(m.group());
        int slips = 1 + random.nextInt(3) / 2;
        for (int s = 0; s < slips && !tokens.isEmpty(); s++) slip(tokens, random);
        return String.join("", tokens);
    }

    private static void slip(List<String> tokens, Random random) {
        int at = random.nextInt(tokens.size());
        for (int tries = 0;
                tries < 20 && (tokens.get(at).isBlank() || tokens.get(at).startsWith("//"));
                tries++) {
            at = random.nextInt(tokens.size());
        }
        int other = random.nextInt(tokens.size());
        switch (random.nextInt(6)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, tokens.get(at) + " ");
            case 2 -> tokens.set(at, WORDS.get(random.nextInt(WORDS.size())));
            case 3 -> Collections.swap(tokens, at, Math.min(tokens.size() - 1, at + 1 + random.nextInt(3)));
            default -> {
                // Names for names: the text stays well formed and its meaning breaks.
                for (int tries = 0; tries < 50 && !kind(tokens.get(at)).equals(kind(tokens.get(other))); tries++) {
                    other = random.nextInt(tokens.size());
                }
                if (random.nextBoolean()) Collections.swap(tokens, at, other);
                else tokens.set(at, tokens.get(other));
            }
        }
    }

    private static String kind(String token) {
        char c = token.charAt(0);
        if (KEYWORDS.contains(token)) return "keyword";
        if ("+-*/^".indexOf(c) >= 0) return "operator";
        return Character.isDigit(c)
                ? "number"
                : Character.isLetter(c) ? "name" : Character.isWhitespace(c) ? "space" : "sign";
    }
}
