package org.nnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Render;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.emit.Batch;

/** Names that Java or Object owns, and text that tries to become code: the class compiles and holds nothing of it. */
class HostileTextTest {
    /** Words of Java that the language does not reserve itself, methods of Object, names of the generated class. */
    private static final List<String> NAMES =
            List.of(("abstract assert boolean break byte catch char class const continue default do enum extends final"
                            + " finally for goto implements import instanceof interface long native new null package private protected"
                            + " public return short static strictfp super switch synchronized this throw throws transient try void"
                            + " volatile while var yield record sealed permits when _ __ getClass hashCode equals clone toString notify"
                            + " notifyAll wait finalize parameters gradient state segments fingerprint initialize seed predict forward"
                            + " backward lossAndGradient trainableCount scratch busy ready begin bindForward loss_ d_x size0"
                            + " PARAMETER_COUNT SEGMENTS Math String Object List System Checks Kernels Scratch java org T i0 b")
                    .split(" "));

    private static Compiler.Unit unit(String text) {
        Compiler.Result r = Compiler.compile(
                new Source("m.nn", text), n -> Optional.empty(), new Compiler.Options(true, false, "hostile"));
        assertEquals(
                List.of(),
                r.diagnostics().stream().filter(Diagnostic::isError).toList(),
                () -> Render.text(r.diagnostics(), false));
        return r.units().get(0);
    }

    @Test
    void everyNameInEveryRole() throws ReflectiveOperationException {
        StringBuilder inputs = new StringBuilder();
        StringBuilder params = new StringBuilder();
        StringBuilder outputs = new StringBuilder();
        for (String n : NAMES) {
            inputs.append("  input ")
                    .append(n)
                    .append(" : real[2]\n  output out_")
                    .append(n)
                    .append("[k] = 2*")
                    .append(n)
                    .append("[k]\n");
            params.append("  param ")
                    .append(n)
                    .append(" : real[2]\n  q_")
                    .append(n)
                    .append("[k] = xx*")
                    .append(n)
                    .append("[k]\n");
            outputs.append("  output ")
                    .append(n)
                    .append(" = xx + ")
                    .append(outputs.length())
                    .append('\n');
        }
        StringBuilder sum = new StringBuilder();
        for (String n : NAMES)
            sum.append(sum.isEmpty() ? "" : " + ")
                    .append("(sum(k) q_")
                    .append(n)
                    .append("[k])");
        Batch batch = new Batch();
        batch.add("hostile.Inputs", unit("model Inputs {\n" + inputs + "}\n").java());
        batch.add(
                "hostile.Params",
                unit("model Params {\n  input xx : real\n" + params + "  loss L = " + sum + "\n}\n")
                        .java());
        batch.add(
                "hostile.Outputs",
                unit("model Outputs {\n  input xx : real\n" + outputs + "}\n").java());
        for (int from = 0; from < NAMES.size(); from += 25) {
            StringBuilder dims = new StringBuilder();
            for (String n : NAMES.subList(from, Math.min(from + 25, NAMES.size()))) {
                dims.append("  dim ")
                        .append(n)
                        .append("\n  input in_")
                        .append(n)
                        .append(" : real[")
                        .append(n);
                dims.append("]\n  output out_")
                        .append(n)
                        .append(" = sum(k) in_")
                        .append(n)
                        .append("[k]\n");
            }
            batch.add(
                    "hostile.Dims" + from,
                    unit("model Dims" + from + " {\n" + dims + "}\n").java());
        }
        for (String n : NAMES) {
            Compiler.Unit u =
                    unit("model " + n + " {\n  input x : real\n  param w : real\n  output " + n + " = w*x\n}\n");
            batch.add("hostile." + u.className(), u.java());
        }
        ClassLoader loader = batch.compile();
        List<String> methods = Stream.of(loader.loadClass("hostile.Outputs").getMethods())
                .map(Method::getName)
                .toList();
        for (String n : NAMES) assertTrue(methods.contains(n) || methods.contains(n + "_"), n);
        assertTrue(methods.contains("class_") && methods.contains("wait_") && methods.contains("notify_"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/ static { System.exit(1); } /*",
                "\\u002a/ static { System.exit(1); } /\\u002a",
                "\\u000a static { System.exit(1); }",
                "\\uuuu002a\\u002f static { System.exit(1); }",
                "\u2028 static { System.exit(1); }",
                "\u0085 static { System.exit(1); }",
                "C:\\users\\x \\",
                "{@link evil} <script> @Override $L $T ${x} %s",
                "\u202e right to left \ud83d\ude00 \ud83d",
            })
    void textInComments(String evil) {
        String text = "/// " + evil + "\nmodel Hostile { // " + evil + "\n  /// " + evil + "\n  input x : real // "
                + evil + "\n  /// " + evil + "\n  output y = x*x\n}\n";
        String java = unit(text).java();
        assertTrue(java.chars().allMatch(c -> c < 127), "only ASCII");
        assertFalse(java.contains("\\u"), "no escape that javac would read");
        String code = java.replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", "");
        for (String word : List.of("System.exit", "static {", "evil", "script", "users"))
            assertFalse(code.contains(word), code);
        Batch batch = new Batch();
        batch.add("hostile.Hostile", java);
        batch.compile();
    }
}
