package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where only outputs are asked for, a maximum comes before what rises with it, and the outputs have the same bits. */
class PooledTest {
    private static final String NET = """
            dim B
            input x[B,3,6,6]
            param w[3] normal
            param s[6] normal
            param m[2,3] normal
            u[b:B,c:3,p:6,q:6] = sum(k in 0..2) x[b,c,p,q]*m[k,c]
            v[b:B,c:3,p:6,q:6] = %s
            y[b:B,c:3,p:3,q:3] = %s(r in 0..2, t in 0..2) v[b,c,2*p+r,2*q+t]
            l = sum(b in 0..B, c in 0..3, p in 0..3, q in 0..3) y[b,c,p,q]*y[b,c,p,q]
            output y
            loss l
            """;

    /** Not where what is added moves within the window, nor what may fall as u grows. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            relu(u[b,c,p,q] + w[c]); max; true
            max(w[c] - 1.0 + u[b,c,p,q], 0.125); max; true
            min(u[b,c,p,q] - w[c], 0.5); max; true
            relu(u[b,c,p,q] + w[c]); min; false
            relu(u[b,c,p,q] + s[q]); max; false
            relu(w[c] - u[b,c,p,q]); max; false
            relu(u[b,c,p,q] + u[b,c,p,q]); max; false
            relu(u[b,c,p,q] - u[b,c,p,q]*u[b,c,p,q]); max; false
            max(u[b,c,p,q]*w[c] + u[b,c,p,q], -1.0); max; false
            """)
    void theMaximumComesFirst(String rising, String reduction, boolean isFirst) throws ReflectiveOperationException {
        Emitted net = new Emitted("Pool", NET.formatted(rising, reduction), "x");
        boolean isPooled = net.plan().predict().stream()
                .anyMatch(b -> b.alone().filter(c -> c.isEmpty()).isPresent());
        assertEquals(isFirst, isPooled, net.source(false));
        Batch batch = new Batch();
        net.addTo(batch);
        ClassLoader loader = batch.compile();
        for (long b : new long[] {1, 5}) net.verify(loader, Map.of("B", b), 3);
        Object model = loader.loadClass("gen.PoolF").getConstructor().newInstance();
        Random random = new Random(1);
        float[] x = new float[2 * 3 * 6 * 6];
        for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian();
        x[7] = Float.NaN;
        model.getClass().getMethod("forward", int.class, float[].class).invoke(model, 2, x);
        float[] after = ((float[]) model.getClass().getMethod("y").invoke(model)).clone();
        model.getClass().getMethod("predict", int.class, float[].class).invoke(model, 2, x);
        assertArrayEquals(after, (float[]) model.getClass().getMethod("y").invoke(model));
    }
}
