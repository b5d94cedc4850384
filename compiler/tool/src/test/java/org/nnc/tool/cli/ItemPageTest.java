package org.nnc.tool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Primitive;

/** {@code nnc explain NAME}: every item of the library has its page, with a gradient that is a program of its own. */
final class ItemPageTest {
    /** Their results are ints, or do not move. */
    private static final Set<String> WITHOUT = Set.of("stop", "floor", "ceil", "round", "sign");

    @Test
    void everyItemHasItsGradient() {
        Set<String> without = new TreeSet<>();
        for (String name : ItemPage.items().keySet()) if (!hasGradient(name)) without.add(name);
        assertEquals(Set.of(), without);
    }

    @Test
    void everyFunctionThatIsBuiltInHasItsGradient() {
        Set<String> without = new TreeSet<>();
        for (String name : Primitive.functions()) {
            if (!WITHOUT.contains(name) && !hasGradient(name)) without.add(name);
        }
        assertEquals(Set.of(), without);
        assertTrue(hasGradient("softmax"));
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
