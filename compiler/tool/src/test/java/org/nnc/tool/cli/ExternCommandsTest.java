package org.nnc.tool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --classpath}: the Java behind extern functions in eval, train and check, and what is said where it is missing. */
class ExternCommandsTest {
    private static final String MODEL = """
            extern fun cubed(x : real[N]) -> y : real[N] vjp acme_2.deep.Ops.cubedVjp
            model M {
              dim B
              input x : real[B]
              param a : real ~ 2
              z[b] = a*x[b]
              output y = cubed(z)
              loss L = mean(b) (y[b] - x[b]^3)^2
            }
            """;

    private static final String OPS = """
            package acme_2.deep;
            public class Ops {
                public static void cubed(int n, REAL[] x, REAL[] y) {
                    for (int i = 0; i < n; i++) y[i] = x[i] * x[i] * x[i];
                }
                public static void cubedVjp(int n, REAL[] x, REAL[] y, REAL[] d_y, REAL[] d_x) {
                    for (int i = 0; i < n; i++) d_x[i] = FACTOR * x[i] * x[i] * d_y[i];
                }
            }
            """;

    @TempDir
    Path dir;

    private String model;
    private String in;

    @BeforeEach
    void files() throws IOException {
        model = Files.writeString(dir.resolve("m.nn"), MODEL).toString();
        in = Files.writeString(dir.resolve("in.json"), "{\"inputs\":{\"x\":{\"shape\":[2],\"data\":[1,-2]}}}")
                .toString();
    }

    private String classes(String real, String factor) throws IOException {
        Path source = Files.createDirectories(dir.resolve(real + factor)).resolve("Ops.java");
        Files.writeString(source, OPS.replace("REAL", real).replace("FACTOR", factor));
        Path out = dir.resolve(real + factor + "/classes");
        int status =
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", out.toString(), source.toString());
        assertEquals(0, status);
        return out.toString();
    }

    @Test
    void evalCallsIt() throws IOException {
        String path = classes("double", "3");
        Shell compiled = Shell.run("eval", model, "--in", in, "--classpath", path);
        assertEquals(Exit.FINE, compiled.status, compiled.toString());
        // y = (2x)^3, L = mean 49 x^6, dL/da = mean 2 (y - x^3) 3 a^2 x^3.
        assertTrue(compiled.out.contains("\"y\":{\"shape\":[2],\"data\":[8.0,-64.0]}"), compiled.out);
        assertTrue(compiled.out.contains("\"a\":{\"shape\":[],\"data\":[5460.0]}"), compiled.out);
        Shell interpreted = Shell.run("eval", model, "--in", in, "--classpath", path, "--interpret");
        assertEquals(compiled.out, interpreted.out);
    }

    @Test
    void checkComparesItsVjpWithDifferences() throws IOException {
        Shell right = Shell.run("check", model, "--classpath", classes("double", "3"));
        assertEquals(Exit.FINE, right.status, right.toString());
        Shell wrong = Shell.run("check", model, "--classpath", classes("double", "3.1"));
        assertEquals(Exit.MODEL, wrong.status);
        assertTrue(wrong.out.contains("WRONG a: "), wrong.out);
    }

    @Test
    void trainCallsIt() throws IOException {
        Path data = Files.writeString(dir.resolve("d.csv"), "u\n1\n-1\n0.5\n");
        String[] train = {
            "train",
            model,
            "--data",
            data.toString(),
            "--columns",
            "x=u",
            "--epochs",
            "300",
            "--batch",
            "3",
            "--lr",
            "0.02"
        };
        String[] with = java.util.Arrays.copyOf(train, train.length + 2);
        with[train.length] = "--classpath";
        with[train.length + 1] = classes("float", "3");
        Shell s = Shell.run(with);
        assertEquals(Exit.FINE, s.status, s.toString());
        String[] lines = s.out.split("\n");
        String last = lines[lines.length - 1].replaceFirst(".* loss ([0-9.]+) .*", "$1");
        assertTrue(Double.parseDouble(last) < 0.1, lines[lines.length - 1]);
        Shell none = Shell.run(train);
        assertEquals(Exit.USAGE, none.status);
        assertTrue(none.err.contains("name its folder or jar with --classpath"), none.err);
        with[with.length - 1] = classes("double", "3");
        Shell other = Shell.run(with);
        assertEquals(Exit.USAGE, other.status);
        String wanted = "acme_2.deep.Ops needs the method: public static void cubed(int, float[], float[])";
        assertTrue(other.err.contains(wanted), other.err);
    }

    @Test
    void evalSaysWhatIsMissing() {
        Shell s = Shell.run("eval", model, "--in", in);
        assertEquals(Exit.MODEL, s.status);
        assertTrue(s.err.contains("the class acme_2.deep.Ops, the Java behind an extern function"), s.err);
        Shell interpreted = Shell.run("eval", model, "--in", in, "--interpret");
        assertEquals(s.err, interpreted.err);
        Shell check = Shell.run("check", model);
        assertTrue(check.err.contains("the class acme_2.deep.Ops"), check.err);
    }
}
