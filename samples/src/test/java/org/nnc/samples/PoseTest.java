package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;

/** The class of the pose problem: its size, and value, gradient and Hessian against the formula and its differences. */
final class PoseTest {
    @TempDir
    static Path folder;

    private static Path file;

    @BeforeAll
    static void generate() throws IOException {
        String text = Files.readString(Command.ROOT.resolve("samples/pose/pose.nn"));
        Compiler.Unit unit = Compiler.compile(
                        new Source("pose.nn", text), n -> Optional.empty(), new Compiler.Options(true, false, ""))
                .units()
                .get(0);
        String java =
                Files.writeString(folder.resolve("Pose.java"), unit.java()).toString();
        String runtime = Command.classPath();
        String classes = folder.resolve("classes").toString();
        Files.createDirectories(folder.resolve("classes"));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-g:none", "-proc:none", "-cp", runtime, "-d", classes, java);
        assertEquals(0, status);
        file = folder.resolve("classes/pose/Pose.class");
    }

    @Test
    void theClassIsSmall() throws IOException {
        assertTrue(Files.size(file) <= 6000, Files.size(file) + " bytes");
    }

    /** The sum of squared errors, written down again. */
    private static double value(int n, double[] corner, double[] pixel, double[] camera, double[] pose) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double x = corner[3 * i] - pose[0];
            double z = corner[3 * i + 2] - pose[1];
            double across = Math.cos(pose[2]) * x - Math.sin(pose[2]) * z;
            double ahead = Math.sin(pose[2]) * x + Math.cos(pose[2]) * z;
            double u = camera[0] * across / ahead + camera[2] - pixel[2 * i];
            double v = camera[1] * corner[3 * i + 1] / ahead + camera[3] - pixel[2 * i + 1];
            sum += u * u + v * v;
        }
        return sum;
    }

    @Test
    void valueGradientAndHessian() throws Exception {
        URL classes = folder.resolve("classes").toUri().toURL();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes})) {
            Object model = loader.loadClass("pose.Pose").getConstructor().newInstance();
            double[] camera = {5, 6, 0.5, 0.25};
            for (int n : new int[] {0, 1, 7, 3}) {
                Random random = new Random(n);
                double[] corner = random.doubles(3L * n, 1, 2).toArray();
                for (int i = 0; i < n; i++) corner[3 * i + 2] += 4;
                double[] pixel = random.doubles(2L * n, -1, 1).toArray();
                double[] pose = {0.3, -0.2, 0.1};
                Method forward = model.getClass()
                        .getMethod(
                                "lossAndGradient",
                                int.class,
                                double[].class,
                                double[].class,
                                double[].class,
                                double[].class);
                double loss = (double) forward.invoke(model, n, corner, pixel, camera, pose);
                assertEquals(value(n, corner, pixel, camera, pose), loss, 1e-12 * Math.max(1, loss));
                double[] gradient =
                        ((double[]) model.getClass().getMethod("d_pose").invoke(model)).clone();
                double[] hessian =
                        ((double[]) model.getClass().getMethod("hessianE").invoke(model)).clone();
                double[] slopes = new double[3];
                double[] curves = new double[9];
                double h = 1e-4;
                for (int i = 0; i < 3; i++) {
                    slopes[i] = (moved(n, corner, pixel, camera, pose, i, h, i, 0)
                                    - moved(n, corner, pixel, camera, pose, i, -h, i, 0))
                            / (2 * h);
                    for (int j = 0; j < 3; j++) {
                        curves[3 * i + j] = (moved(n, corner, pixel, camera, pose, i, h, j, h)
                                        - moved(n, corner, pixel, camera, pose, i, h, j, -h)
                                        - moved(n, corner, pixel, camera, pose, i, -h, j, h)
                                        + moved(n, corner, pixel, camera, pose, i, -h, j, -h))
                                / (4 * h * h);
                    }
                }
                double scale = 1 + loss;
                assertArrayEquals(slopes, gradient, 1e-6 * scale);
                assertArrayEquals(curves, hessian, 1e-5 * scale);
                for (int i = 0; i < 3; i++)
                    for (int j = 0; j < 3; j++) assertEquals(hessian[3 * i + j], hessian[3 * j + i], 1e-10 * scale);
            }
        }
    }

    private static double moved(
            int n,
            double[] corner,
            double[] pixel,
            double[] camera,
            double[] pose,
            int i,
            double byI,
            int j,
            double byJ) {
        double[] there = pose.clone();
        there[i] += byI;
        there[j] += byJ;
        return value(n, corner, pixel, camera, there);
    }
}
