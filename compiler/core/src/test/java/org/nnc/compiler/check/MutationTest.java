package org.nnc.compiler.check;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.diagnostics.Render;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Unparse;

/**
 * Programs with a word dropped, doubled, exchanged or replaced are accepted or refused with a message, never with an
 * exception; what is accepted prints as a program that is accepted again.
 */
class MutationTest {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*|[0-9.]+|\\.\\.|[<>=!]=|->|\\|>|\\S");

    @Test
    void neverThrows() throws IOException {
        List<String> texts = texts();
        Random random = new Random(Long.getLong("nnc.seed", 20));
        int parsed = 0;
        int accepted = 0;
        int count = Integer.getInteger("nnc.mutations", 2000);
        for (int n = 0; n < count; n++) {
            String text = mutated(texts.get(random.nextInt(texts.size())), texts, random);
            Parse.Result result = Parse.parse(new Source("m.nn", text));
            if (result.file().isEmpty()) continue;
            parsed++;
            try {
                Checked checked = Check.check(result.file().get(), x -> Optional.empty());
                Render.text(checked.diagnostics(), false);
                for (Program p : checked.programs()) {
                    accepted++;
                    Checking.program(Unparse.text(p));
                }
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                fail("on\n" + text, e);
            }
        }
        assertTrue(parsed > count / 3, parsed + " parsed");
        assertTrue(accepted > count / 20, accepted + " accepted");
    }

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String folder : List.of("ok", "err")) {
            try (Stream<Path> files = Files.list(Path.of("../../grammar/corpus").resolve(folder))) {
                for (Path p :
                        files.filter(f -> f.toString().endsWith(".nn")).sorted().toList())
                    texts.add(Files.readString(p));
            }
        }
        MeaningTest.cases().forEach(c -> texts.add(c.source()));
        texts.removeIf(t -> t.length() > 4000);
        return texts;
    }

    private static String mutated(String text, List<String> texts, Random random) {
        String result = text;
        for (int i = 0; i <= random.nextInt(4); i++) {
            List<int[]> words = words(result);
            if (words.size() < 2) return result;
            int[] a = words.get(random.nextInt(words.size()));
            int[] b = words.get(random.nextInt(words.size()));
            String other = texts.get(random.nextInt(texts.size()));
            List<int[]> others = words(other);
            String old = result.substring(a[0], a[1]);
            String near = result.substring(b[0], b[1]);
            int[] o = others.get(random.nextInt(others.size()));
            String far = other.substring(o[0], o[1]);
            String word = isName(near) == isName(old) && isOperator(near) == isOperator(old) ? near : old;
            if (isName(far) && isName(old) && random.nextInt(4) == 0) word = far;
            if (isOperator(old) && isOperator(far)) word = far;
            if (random.nextInt(20) == 0) word = random.nextBoolean() ? "" : old + " " + near;
            result = result.substring(0, a[0]) + word + result.substring(a[1]);
        }
        return result;
    }

    private static boolean isName(String word) {
        return Character.isLetterOrDigit(word.charAt(0));
    }

    private static boolean isOperator(String word) {
        return List.of("+", "-", "*", "/", "<", "<=", "==", "!=", ">").contains(word);
    }

    private static List<int[]> words(String text) {
        List<int[]> found = new ArrayList<>();
        Matcher m = WORD.matcher(text);
        while (m.find()) found.add(new int[] {m.start(), m.end()});
        return found;
    }
}
