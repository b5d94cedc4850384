package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;

/**
 * A class compiled as reproducible gives the same bits on every virtual machine. The two hashes were found equal on HotSpot 17
 * and 25, with and without the Vector API and fused multiply-add, compiled and interpreted; that the numbers behind them are
 * right is shown by the ordinary class, which agrees but for the last digits.
 */
class ReproducibleTest {
    private static final String MODEL = """
            model Mixed {
              dim B, D = 37, H = 21, K = 5
              input x : real[B, D]
              input y : int[B] in 0..K
              param W : real[H, D] ~ he
              param U : real[H, H] ~ glorot
              param V : real[K, H] ~ glorot
              param s : real[H] ~ uniform(0.5, 1.5)
              a[b,j] = tanh(sum(i) W[j,i]*x[b,i])
              c[b,j] = softplus(sum(i) U[j,i]*a[b,i]) + s[j]*erf(a[b,j]) + sigmoid(a[b,j]*s[j])
              e[b,j] = sin(c[b,j]) + log(1 + c[b,j]^2) + s[j]^1.7 + lgamma(s[j] + 1) + normcdf(a[b,j]) + expm1(a[b,j])
              output z[b,k] = sum(j) V[k,j]*e[b,j]
              loss nll = -mean(b) log(exp(z[b, y[b]])/sum(k) exp(z[b,k])) + 0.1*sum(j) logaddexp(s[j], 0.3)
            }
            """;
    private static final int B = 9;

    /** Loss and gradient as doubles. */
    private static double[] run(boolean isDouble, boolean reproducible) throws ReflectiveOperationException {
        Compiler.Options options = new Compiler.Options(isDouble, false, reproducible, "gen");
        String java = Compiler.compile(new Source("m.nn", MODEL), n -> Optional.empty(), options)
                .units()
                .get(0)
                .java();
        boolean quick = Pattern.compile("(?<!Strict)Math\\.(?!max|min|toIntExact|multiplyExact|addExact)"
                        + "|org\\.nnc\\.runtime\\.(Fma|Kernels|Special)")
                .matcher(java)
                .find();
        assertEquals(!reproducible, quick, java);
        Batch batch = new Batch();
        batch.add("gen.Mixed", java);
        Object model = batch.compile()
                .loadClass("gen.Mixed")
                .getConstructor(long.class)
                .newInstance(3L);
        SplittableRandom random = new SplittableRandom(4);
        Class<?> real = isDouble ? double.class : float.class;
        Object x = Array.newInstance(real, B * 37);
        for (int i = 0; i < B * 37; i++) {
            double v = 2 * random.nextDouble() - 1;
            if (isDouble) Array.setDouble(x, i, v);
            else Array.setFloat(x, i, (float) v);
        }
        int[] y = new int[B];
        for (int i = 0; i < B; i++) y[i] = random.nextInt(5);
        Number loss = (Number) model.getClass()
                .getMethod("lossAndGradient", int.class, x.getClass(), int[].class)
                .invoke(model, B, x, y);
        Object gradient = model.getClass().getMethod("gradient").invoke(model);
        double[] all = new double[Array.getLength(gradient) + 1];
        all[0] = loss.doubleValue();
        for (int i = 1; i < all.length; i++) all[i] = Array.getDouble(gradient, i - 1);
        return all;
    }

    private static long hash(double[] values) {
        long hash = 0;
        for (double v : values) hash = 1_000_003 * hash + Double.doubleToLongBits(v);
        return hash;
    }

    private static void agree(double[] a, double[] b, double tolerance) {
        assertEquals(a.length, b.length);
        boolean differs = false;
        for (int i = 0; i < a.length; i++) {
            assertEquals(a[i], b[i], tolerance * Math.max(1, Math.abs(a[i])), "at " + i);
            differs |= a[i] != b[i];
        }
        assertTrue(differs || !org.nnc.runtime.Fma.FUSED, "the quick class fuses and so differs somewhere");
    }

    @Test
    void theBitsAreTheSameOnEveryVirtualMachine() throws ReflectiveOperationException {
        double[] doubles = run(true, true);
        double[] floats = run(false, true);
        agree(doubles, run(true, false), 1e-12);
        agree(floats, run(false, false), 2e-5);
        assertFalse(Double.isNaN(doubles[0]));
        assertEquals(List.of(3053258858600117989L, 2662508403196166144L), List.of(hash(doubles), hash(floats)));
    }
}
