package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.runtime.FloatModel;

/** A generated class hands its large contractions to the executor that it was given, in training too: same bits. */
class ThreadsTest {
    private static final String MODEL = """
            model Wide {
              dim B, D = 150, H = 130
              input x : real[B, D]
              param W : real[H, D] ~ he
              state n : real = 0
              a[b,j] = tanh(sum(i) W[j,i]*x[b,i])
              loss q = mean(b, j) a[b,j]^2*(if training then 2 else 1)
              update n = n + 1
            }
            """;

    @Test
    void threadsGiveTheSameBits() throws ReflectiveOperationException {
        Batch batch = new Batch();
        batch.add(
                "gen.Wide",
                Compiler.compile(
                                new Source("w.nn", MODEL),
                                n -> Optional.empty(),
                                new Compiler.Options(false, false, "gen"))
                        .units()
                        .get(0)
                        .java());
        Class<?> type = batch.compile().loadClass("gen.Wide");
        float[] x = new float[128 * 150];
        Random random = new Random(1);
        for (int i = 0; i < x.length; i++) x[i] = random.nextFloat();
        FloatModel one = (FloatModel) type.getConstructor().newInstance();
        FloatModel many = (FloatModel) type.getConstructor().newInstance();
        AtomicInteger handedOver = new AtomicInteger();
        Executor executor = r -> {
            handedOver.incrementAndGet();
            new Thread(r).start();
        };
        many.workers(executor, 3);
        var call = type.getMethod("lossAndGradient", int.class, float[].class);
        assertTrue(call.invoke(one, 128, x).equals(call.invoke(many, 128, x)));
        assertArrayEquals(one.gradient(), many.gradient());
        assertTrue(handedOver.get() > 0, "others took part");
    }
}
