package org.nnc.compiler.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Program;

/** Large and deep models: linear work, no doubling where functions or names are used several times. */
class SizeOfModelsTest {
    /** Checks on a stack like the compiler's own. */
    private static Program onLargeStack(Supplier<Program> work) {
        AtomicReference<Program> result = new AtomicReference<>();
        AtomicReference<Throwable> fault = new AtomicReference<>();
        Thread thread = new Thread(null, () -> result.set(work.get()), "check", 1L << 29);
        thread.setUncaughtExceptionHandler((t, e) -> fault.set(e));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (fault.get() != null) throw new AssertionError(fault.get());
        return result.get();
    }

    @Test
    void sumOfAHundredThousandTerms() {
        String sum = "x[i]" + " + x[i]*2".repeat(50_000) + " - x[i]".repeat(50_000);
        Program p = onLargeStack(() -> Checking.body("dim N; input x : real[N]\noutput y[i] = " + sum));
        assertEquals(1, p.equations().size());
    }

    @Test
    void functionsThatUseTheirArgumentTwiceDoNotDouble() {
        StringBuilder text = new StringBuilder("fun f0(x) = x*x\n");
        for (int i = 1; i <= 40; i++) text.append("fun f" + i + "(x) = f" + (i - 1) + "(x) + f" + (i - 1) + "(x)*2\n");
        text.append("model M { input x : real[3]; output y[i] = f40(x[i] + 1) }");
        Program p = Checking.program(text.toString());
        assertTrue(p.equations().size() <= 43, p.equations().size() + " equations");
    }

    @Test
    void argumentsThatAreUsedTwiceDoNotDouble() {
        StringBuilder text = new StringBuilder("fun f0(x) = x + 1\n");
        for (int i = 1; i <= 40; i++) text.append("fun f" + i + "(x) = f" + (i - 1) + "(x*x)\n");
        text.append("model M { input x : real[3]; output y[i] = f40(x[i] + 1) }");
        Program p = Checking.program(text.toString());
        assertTrue(p.equations().size() <= 43, p.equations().size() + " equations");
    }

    @Test
    void namesThatAreUsedTwiceDoNotDouble() {
        StringBuilder text = new StringBuilder("input x : real[3]\noutput y[i] = let a0 = x[i]*x[i]");
        for (int i = 1; i <= 40; i++) text.append(", a" + i + " = a" + (i - 1) + "*a" + (i - 1));
        Program p = Checking.body(text + " in a40");
        assertTrue(p.equations().size() <= 43, p.equations().size() + " equations");
    }

    @Test
    void tenThousandEquationsInReverse() {
        StringBuilder text = new StringBuilder("input x : real[3]\noutput y0[i] = y1[i] + 1\n");
        for (int i = 1; i < 10_000; i++) text.append("y" + i + "[i] = y" + (i + 1) + "[i]*0.5\n");
        Program p = Checking.body(text + "y10000[i] = x[i]");
        assertEquals(10_001, p.equations().size());
    }

    @Test
    void tooManyExpansionsAreRefused() {
        StringBuilder text = new StringBuilder("fun f0(x) = x + 1\n");
        for (int i = 1; i <= 30; i++)
            text.append("fun f" + i + "(x) = f" + (i - 1) + "(x + 1) + f" + (i - 1) + "(x + 2)\n");
        text.append("model M { input x : real[3]; output y[i] = f30(x[i]) }");
        Checked checked = Checking.check("large.nn", text.toString());
        assertEquals("NN158", checked.diagnostics().get(0).code());
    }
}
