package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** No method is larger than HotSpot compiles, however large the model. */
class MethodSizeTest {
    /** A model of many scalar statements, each of two that came before. */
    private static String chain(int n) {
        StringBuilder text = new StringBuilder("input x\nparam w\ns0 = x*w\ns1 = x + w\n");
        Random random = new Random(3);
        for (int i = 2; i < n; i++) {
            int back = 1 + random.nextInt(Math.min(i - 1, 40));
            text.append(
                    "s" + i + " = s" + (i - 1) + "*0.5 + " + (i % 7 == 0 ? "sin(s" : "(s") + (i - back) + ")*0.25\n");
        }
        return text.append("output s" + (n - 1) + "\nloss s" + (n - 1) + "\n").toString();
    }

    private static void check(Emitted m, Map<String, Long> dims) throws ReflectiveOperationException {
        Batch batch = new Batch();
        m.addTo(batch);
        ClassLoader loader = batch.compile();
        batch.bytes()
                .forEach((name, bytes) -> CodeLengths.of(bytes)
                        .forEach((method, length) -> assertTrue(
                                length <= Methods.LIMIT, name + "." + method + " has " + length + " bytes")));
        m.verify(loader, dims, 5);
    }

    @Test
    void manyStatements() throws ReflectiveOperationException {
        check(new Emitted("Chain", chain(1500)), Map.of());
    }

    @Test
    void oneLongRecurrence() throws ReflectiveOperationException {
        StringBuilder text = new StringBuilder("dim T\ndim N\ninput x[T,N]\ninput c\n");
        for (int i = 0; i < 60; i++) {
            text.append("s" + i + "[t:T,n:N] = sum(m in 0..N where m != n) c*x[t,m]*h"
                    + (i == 0 ? "59[t-1,m | 0.5]" : i - 1 + "[t,m]") + "\n");
            text.append("h" + i + "[t:T,n:N] = tanh(s" + i + "[t,n] + x[t,n]*0." + i + "1)\n");
        }
        check(new Emitted("LongLoop", text + "output h59\n", "x"), Map.of("T", 3L, "N", 4L));
    }

    @Test
    void manyParameters() throws ReflectiveOperationException {
        StringBuilder text = new StringBuilder("dim N\ninput x[N]\ny[i:N] = x[i]");
        StringBuilder declared = new StringBuilder();
        for (int i = 0; i < 900; i++) {
            declared.append("param w" + i + "[2] normal\n");
            if (i % 10 == 0) text.append(" + w" + i + "[0]");
        }
        check(new Emitted("Many", declared + "" + text + "\noutput y\n"), Map.of("N", 3L));
    }

    @Test
    void oneLongExpression() throws ReflectiveOperationException {
        StringBuilder sum = new StringBuilder("dim N\ninput x[N]\ny[i:N] = x[i]");
        for (int i = 1; i < 600; i++) sum.append(" + sin(x[i]*0." + i + ")");
        check(new Emitted("Long", sum + "\noutput y\n", "x"), Map.of("N", 3L));
    }

    @Test
    void deepExpression() throws ReflectiveOperationException {
        String e = "x[i]";
        for (int i = 0; i < 90; i++)
            e = i % 3 == 0
                    ? "sin(" + e + ")"
                    : i % 3 == 1 ? "square(0.5*" + e + ")" : "(if x[i] > 0." + i + " then " + e + " else x[i])";
        check(new Emitted("Deep", "dim N\ninput x[N]\ny[i:N] = " + e + "\noutput y\n"), Map.of("N", 3L));
    }

    @Test
    void theEstimateIsAnUpperBound() {
        Batch batch = new Batch();
        Emitted m = new Emitted("Chain", chain(400));
        m.addTo(batch);
        batch.compile();
        String source = m.source(true);
        Map<String, Integer> lengths = CodeLengths.of(batch.bytes().get("gen.Chain"));
        int methods = 0;
        for (String part : source.split("\n    private void ")) {
            String name = part.substring(0, part.indexOf('('));
            Integer length = lengths.get(name + "()V");
            if (length == null || !name.matches("(predict|loss|backward)[0-9]+")) continue;
            methods++;
            int bound = Bytecode.bound(part.substring(part.indexOf('{')));
            assertTrue(length <= bound, name + ": " + length + " bytes, estimated " + bound);
            assertTrue(bound <= 4 * length + 20, name + ": " + length + " bytes, estimated " + bound);
        }
        assertEquals(true, methods >= 3);
    }

    /** Counted in bytes allocated, which no busy machine changes; the time is for a benchmark. */
    @Test
    void workGrowsWithTheNumberOfStatements() {
        allocated(250);
        long small = allocated(500);
        long middle = allocated(1000);
        long large = allocated(2000);
        assertTrue(middle <= 2.3 * small && large <= 2.3 * middle, small + ", " + middle + ", " + large + " bytes");
    }

    private static long allocated(int n) {
        String text = chain(n);
        AtomicLong bytes = new AtomicLong();
        // The compiler takes a thread of this name for its own, so that all its work is counted here.
        Thread thread = new Thread(
                null,
                () -> {
                    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
                    long start = threads.getCurrentThreadAllocatedBytes();
                    new Emitted("Chain", text).source(true);
                    bytes.set(threads.getCurrentThreadAllocatedBytes() - start);
                },
                "nnc",
                1L << 29);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return bytes.get();
    }
}
