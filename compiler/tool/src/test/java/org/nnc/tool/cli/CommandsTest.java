package org.nnc.tool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands around a compiler that is a stand-in: what they read, print, write, and how they exit. */
class CommandsTest {
    private static final String CASE =
            "{\"inputs\":{\"x\":{\"shape\":[2],\"data\":[1,3]},\"k\":{\"shape\":[],\"data\":[4]}}";

    private static final String CUBIC = """
            model Cubic {
              dim N
              input x : real[N]
              input k : int in 0..9
              param a : real ~ 2
              h[i] = a*x[i]^2
              output y[i] = h[i]*x[i] + k - k
              loss L = sum(i) y[i]
            }
            """;

    @TempDir
    Path dir;

    private String cubic;
    private String bad;

    @BeforeEach
    void files() throws IOException {
        cubic = Files.writeString(dir.resolve("cubic.nn"), CUBIC).toString();
        bad = Files.writeString(dir.resolve("bad.nn"), CUBIC.replace("x[i]^2", "xx[i]^2"))
                .toString();
    }

    @Test
    void compileWritesAllOrNothing() throws IOException {
        Path out = dir.resolve("out");
        Shell s = Shell.run("compile", cubic, "-d", out.toString(), "--package", "a.b", "--real", "double");
        assertEquals(Exit.FINE, s.status, s.toString());
        assertEquals(out.resolve("a/b/Cubic.java") + "\n", s.out);
        String java = Files.readString(out.resolve("a/b/Cubic.java"));
        assertTrue(java.startsWith(TargetFolder.MARK) && java.contains("package a.b;") && java.contains("double[] x"));
        assertEquals(s.out, Shell.run("compile", cubic, "-d", out.toString(), "--package", "a.b").out);
        assertTrue(Files.readString(out.resolve("a/b/Cubic.java")).contains("float[] x"), "written over its own file");
        Path none = dir.resolve("none");
        Shell e = Shell.run("compile", cubic, bad, "-d", none.toString());
        assertEquals(Exit.MODEL, e.status);
        assertTrue(e.err.startsWith(bad + ":6:12: error NN"), e.err);
        assertFalse(Files.exists(none));
        Shell twice = Shell.run("compile", cubic, cubic, "-d", none.toString());
        assertEquals(Exit.USAGE, twice.status, twice.toString());
        assertFalse(Files.exists(none));
    }

    /** Text that tries to leave the folder or a comment; the checker or the emitter stops it, and nothing is written. */
    @ParameterizedTest
    @CsvSource({"package ../x", "package a..b", "package int", "package /tmp"})
    void hostilePackages(String line) throws IOException {
        Path file = Files.writeString(dir.resolve("p.nn"), line + "\n" + CUBIC);
        Path out = dir.resolve("out");
        Shell s = Shell.run("compile", file.toString(), "-d", out.toString());
        assertEquals(Exit.MODEL, s.status, s.toString());
        assertFalse(Files.exists(out));
    }

    @Test
    void usesTheFileBeside() throws IOException {
        Files.createDirectory(dir.resolve("acme"));
        Files.writeString(dir.resolve("acme/parts.nn"), "fun twice(x) = 2*x\n");
        Path file = Files.writeString(
                dir.resolve("u.nn"),
                "use acme.parts\nmodel U {\n  input x : real[3]\n  output y[i] = twice(x[i])\n}\n");
        Shell s = Shell.run("compile", file.toString(), "--emit", "program");
        assertEquals(Exit.FINE, s.status, s.toString());
        assertTrue(s.out.contains("2*x[i]"), s.out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compile CUBIC| name the folder",
                "compile CUBIC -d x --package ../y| is not a Java package name",
                "compile CUBIC -d x --package int| is not a Java package name",
                "compile CUBIC -d x --real half| half",
                "eval CUBIC| --in",
                "eval CUBIC --in none.json| no such file",
                "train CUBIC| --data",
                "train CUBIC --data x=y --epochs -1| --epochs -1 is negative",
                "train CUBIC --data x=y --holdout 1| is not in [0, 1)",
                "train CUBIC --data x=y --optimizer magic| magic",
                "train CUBIC --data x=y --patience 3| --patience needs --holdout",
                "grad CUBIC --wrt z| has no tensor z",
                "grad CUBIC --model M| holds no model M; it holds Cubic",
            })
    void wrongUsage(String args, String message) {
        Shell s = Shell.run(args.replace("CUBIC", cubic).split(" "));
        assertEquals(Exit.USAGE, s.status, s.toString());
        assertTrue(s.err.contains(message), s.err);
        assertEquals("", s.out);
    }

    @Test
    void stagesArePrinted() {
        Shell plan = Shell.run("compile", cubic, "--emit", "plan", "--real", "double");
        assertTrue(plan.out.matches("(?s)plan Cubic\\n  workspace [0-9]+\\*N bytes\\n.*backward\\n.*"), plan.out);
        assertTrue(Shell.run("compile", cubic, "--emit", "PROGRAM").out.contains("model Cubic"));
        assertTrue(Shell.feed(CUBIC, "compile", "-", "--emit", "java").out.startsWith("// Generated by nnc"));
    }

    @Test
    void gradPrintsTheDerivedProgram() {
        Shell s = Shell.run("grad", cubic, "--wrt", "x,params");
        assertEquals(Exit.FINE, s.status, s.toString());
        assertTrue(s.out.contains("d_x[") && s.out.contains("d_a"), s.out);
    }

    @Test
    void explainsLibraryItemsAndDerivations() {
        Shell item = Shell.run("explain", "Linear");
        assertEquals(Exit.FINE, item.status, item.toString());
        assertTrue(item.out.startsWith("///") && item.out.contains("layer Linear("), item.out);
        Shell near = Shell.run("explain", "Linaer");
        assertEquals(Exit.USAGE, near.status);
        assertTrue(near.err.contains("did you mean Linear?"), near.err);
        String alias = Shell.run("explain", "InnerProduct").err;
        assertTrue(alias.contains("here it is called Linear"), alias);
        String far = Shell.run("explain", "AttentionBlock").err;
        assertTrue(far.contains("the nearest names are ") && far.length() < 200, far);
        String part = Shell.run("explain", "LSTMLayerNorm").err;
        assertTrue(part.contains("LayerNorm") && part.contains("LSTM"), part);
        assertTrue(Shell.run("explain", "nn082").out.startsWith("# NN082: "));
        assertTrue(Shell.run("explain", "NN999").err.contains("there is no page for NN999"));
        assertTrue(Shell.run("explain", cubic).out.contains("d_a"), "the derived program");
    }

    @Test
    void checkComparesTheGradient() throws IOException {
        Shell s = Shell.run("check", cubic);
        assertEquals(Exit.FINE, s.status, s.toString());
        assertTrue(s.out.contains("ok    x: ") && s.out.contains("ok    a: 1 cells"), s.out);
        assertEquals(Exit.MODEL, Shell.run("check", bad).status);
        Path in = Files.writeString(dir.resolve("in.json"), CASE + "}");
        assertTrue(Shell.run("check", cubic, "--in", in.toString()).out.contains("ok    x: 2 cells"));
    }

    @Test
    void checkSamplesWhatIsLargeAndLooksInside() throws IOException {
        Path large = Files.writeString(dir.resolve("large.nn"), """
                model Large {
                  input x : real[12]
                  param W : real[12, 12] ~ he
                  s = sum(i,j) tanh(W[i,j]*x[j])
                  g = grad(s, x)
                  loss L = sum(j) g[j]^2
                }
                """);
        Shell s = Shell.run("check", large.toString());
        assertEquals(Exit.FINE, s.status, s.toString());
        assertTrue(s.out.contains("ok    W: 100 of 144 cells and a direction through all"), s.out);
        assertTrue(s.out.contains("ok    grad(s, x): 12 cells"), s.out);
    }

    @Test
    void evalRunsCases() throws IOException {
        Path in = Files.writeString(dir.resolve("in.json"), CASE + ",\"want\":[\"outputs\"]}");
        String expected =
                "{\"outputs\":{\"y\":{\"shape\":[2],\"data\":[2.0,54.0]},\"L\":{\"shape\":[],\"data\":[56.0]}},"
                        + "\"states\":{}}\n";
        assertEquals(expected, Shell.run("eval", cubic, "--in", in.toString()).out);
        assertEquals(expected, Shell.run("eval", cubic, "--in", in.toString(), "--interpret").out);
        assertEquals(expected, Shell.run("eval", cubic, "--in", in.toString(), "--real", "float").out);
        Path out = dir.resolve("out.json");
        assertEquals("", Shell.run("eval", cubic, "--in", in.toString(), "--out", out.toString()).out);
        assertEquals(expected, Files.readString(out));
    }

    @Test
    void evalAnswersEachLineAndGoesOn() throws IOException {
        String ok = CASE + ",\"want\":[\"outputs\"]}";
        String refused = ok.replace("[4]", "[9]");
        Path in = Files.writeString(
                dir.resolve("in.jsonl"),
                String.join("\n", ok, "{\"inputs\":{}}", "not JSON", "{\"model\":\"M\",\"inputs\":{}}", refused, ok));
        Shell s = Shell.run("eval", cubic, "--in", in.toString());
        assertEquals(Exit.MODEL, s.status);
        String[] lines = s.out.split("\n");
        assertEquals(6, lines.length, s.out);
        assertTrue(lines[0].startsWith("{\"outputs\""));
        assertTrue(
                lines[1].startsWith("{\"error\":{\"code\":\"input\",\"message\":\"the input x : real[N] is missing"));
        assertTrue(lines[2].contains("line 3, column 1"), lines[2]);
        assertTrue(lines[3].contains("holds no model M"), lines[3]);
        assertTrue(lines[4].contains("k = 9 is outside 0..9"), lines[4]);
        assertEquals(lines[0], lines[5]);
        Shell failed = Shell.run("eval", bad, "--in", in.toString());
        assertEquals(Exit.MODEL, failed.status);
        assertTrue(failed.out.startsWith("{\"error\":{\"code\":\"NN"), failed.out);
    }

    @Test
    void trains() throws IOException {
        Path model = Files.writeString(dir.resolve("line.nn"), """
                model Line {
                  dim B
                  input x : real[B]
                  input t : real[B]
                  param a : real ~ zeros
                  param b : real ~ zeros
                  output y[i] = a*x[i] + b
                  loss L = mean(i) (y[i] - t[i])^2
                }
                """);
        StringBuilder rows = new StringBuilder("u,v\n");
        for (int i = 0; i < 50; i++)
            rows.append(i / 25.0).append(',').append(3 * (i / 25.0) - 1).append('\n');
        Path data = Files.writeString(dir.resolve("d.csv"), rows);
        Path weights = dir.resolve("w.safetensors");
        Shell s = Shell.run(
                "train",
                model.toString(),
                "--data",
                data.toString(),
                "--columns",
                "x=u",
                "--columns",
                "t=v",
                "--epochs",
                "60",
                "--lr",
                "0.05",
                "--batch",
                "4",
                "--holdout",
                "0.2",
                "--save",
                weights.toString());
        assertEquals(Exit.FINE, s.status, s.toString());
        String[] lines = s.out.split("\n");
        assertEquals(62, lines.length);
        assertTrue(lines[61].matches("holdout loss 0\\.000\\d"), lines[61]);
        assertTrue(Files.size(weights) > 8);
        Shell noData = Shell.run("train", model.toString(), "--data", data.toString());
        assertEquals(Exit.USAGE, noData.status);
        assertTrue(noData.err.contains("--columns x=COLUMN"), noData.err);
        Shell wild = Shell.run(
                "train",
                model.toString(),
                "--data",
                data.toString(),
                "--columns",
                "x=u",
                "--columns",
                "t=v",
                "--optimizer",
                "sgd",
                "--lr",
                "1e30");
        assertEquals(Exit.MODEL, wild.status);
        assertTrue(wild.err.contains("try a smaller --lr"), wild.err);
    }

    @Test
    void oneOfSeveralLossesIsTrained() throws IOException {
        Path model = Files.writeString(dir.resolve("two.nn"), """
                model Two {
                  dim B
                  input x : real[B]
                  param a : real ~ 3.0
                  loss near = mean(b) (a*x[b] - x[b])^2
                  loss far = mean(b) (a*x[b] + x[b])^2
                }
                """);
        Path data = Files.writeString(dir.resolve("two.csv"), "u\n1\n-1\n2\n");
        for (String loss : new String[] {"near", "far"}) {
            Shell s = Shell.run(
                    "train",
                    model.toString(),
                    "--data",
                    data.toString(),
                    "--columns",
                    "x=u",
                    "--loss",
                    loss,
                    "--lr",
                    "0.1",
                    "--epochs",
                    "200",
                    "--batch",
                    "3",
                    "--optimizer",
                    "sgd");
            assertEquals(Exit.FINE, s.status, s.toString());
            String[] lines = s.out.split("\n");
            assertTrue(lines[lines.length - 1].contains("loss 0.0000"), s.out);
        }
        Shell open = Shell.run("train", model.toString(), "--data", data.toString(), "--columns", "x=u");
        assertEquals(Exit.USAGE, open.status, open.toString());
        assertTrue(open.err.contains("has the losses near, far; choose one with --loss NAME"), open.err);
        Shell wrong =
                Shell.run("train", model.toString(), "--data", data.toString(), "--columns", "x=u", "--loss", "nearer");
        assertTrue(wrong.err.contains("no loss nearer; it has near, far"), wrong.err);

        Path in = Files.writeString(dir.resolve("two.jsonl"), """
                {"inputs":{"x":{"shape":[1],"data":[2]}},"cotangents":{"near":{"shape":[],"data":[1]},"far":{"shape":[],"data":[-2]}},"wrt":["a"]}
                {"inputs":{"x":{"shape":[1],"data":[2]}},"cotangents":{"far":{"shape":[],"data":[1]}},"wrt":["a"]}
                {"inputs":{"x":{"shape":[1],"data":[2]}}}
                """);
        Shell eval = Shell.run("eval", model.toString(), "--in", in.toString());
        assertEquals(Exit.FINE, eval.status, eval.toString());
        // 2 x^2 (a - 1) and 2 x^2 (a + 1) at a = 3, x = 2.
        String[] answers = eval.out.split("\n");
        assertTrue(answers[0].contains("\"gradients\":{\"a\":{\"shape\":[],\"data\":[-48.0]}}"), answers[0]);
        assertTrue(answers[1].contains("\"data\":[32.0]}}"), answers[1]);
        assertTrue(answers[2].contains("\"gradients\":{}"), answers[2]);
    }
}
