package org.nnc.tool.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;

/** {@code nnc explain NAME}: every item of the library has its page, with a gradient that is a program of its own. */
final class ItemPageTest {
    /** Every so many of the items in the ordinary build, since each reads the whole library; all with this set. */
    private static final int EACH = Boolean.getBoolean("every.page") ? 1 : 12;

    /** What counts sizes has no gradient, and few layers need sizes that fit each other. */
    @Test
    void almostEveryItemHasItsGradient() {
        List<String> names = List.copyOf(ItemPage.items().keySet());
        List<String> without = new ArrayList<>();
        for (int i = 0; i < names.size(); i += EACH) if (!hasGradient(names.get(i))) without.add(names.get(i));
        assertTrue(without.size() * EACH * 10 < names.size(), without.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relu",
                "max",
                "clamp",
                "tanh",
                "erf",
                "softmax",
                "elu",
                "Conv2d",
                "LSTM",
                "LSTMCell",
                "cross_entropy"
            })
    void hasItsGradient(String name) {
        assertTrue(hasGradient(name), ItemPage.of(name));
    }

    /** The formulas of every textbook: dW = dz x', db = dz, dx = W' dz, summed over the examples. */
    @Test
    void linearAsOnPaper() {
        String page = ItemPage.of("Linear");
        assertTrue(page.startsWith("/// An affine map"), page);
        assertTrue(page.contains("output d_f.W[o,i] = sum(n) d_z[n,o]*x[n,i]\n"), page);
        assertTrue(page.contains("output d_f.b[o] = sum(n) d_z[n,o]\n"), page);
        assertTrue(page.contains("output d_x[n,i] = sum(o) d_z[n,o]*f.W[o,i]\n"), page);
    }

    private static boolean hasGradient(String name) {
        String page = ItemPage.of(name);
        int at = page.indexOf("\n// With its gradient");
        if (at < 0) return false;
        var checked = Compiler.check(new Source(name, page.substring(at)), other -> Optional.empty());
        assertTrue(!checked.hasErrors(), name + ": " + checked.diagnostics() + "\n" + page);
        return true;
    }
}
