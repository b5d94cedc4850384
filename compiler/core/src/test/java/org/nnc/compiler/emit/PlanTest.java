package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.schedule.Cost;
import org.nnc.compiler.schedule.Plan;

/** What a plan decides and reports: costs, memory, and that no search over a guard is left. */
class PlanTest {
    private static final String NET = """
            dim B
            dim D=64
            dim H=32
            dim K=10
            input x[B,D]
            input y[B]:int in 0..K
            param W1[H,D] he
            param b1[H] zeros
            param W2[K,H] glorot
            param b2[K] zeros
            s[b:B,j:H] = sum(i in 0..D) W1[j,i]*x[b,i]
            h[b:B,j:H] = relu(s[b,j] + b1[j])
            t[b:B,k:K] = sum(j in 0..H) W2[k,j]*h[b,j]
            z[b:B,k:K] = t[b,k] + b2[k]
            m[b:B] = max(k in 0..K) z[b,k]
            e[b:B,k:K] = exp(z[b,k] - m[b])
            n[b:B] = sum(k in 0..K) e[b,k]
            l[b:B] = log(n[b]) + m[b] - z[b,y[b]]
            nll0 = sum(b in 0..B) l[b]
            nll = nll0/B
            loss nll
            """;

    @Test
    void costsAreCountedOnThePlan() {
        Plan plan = new Emitted("Product", """
                dim B
                input x[B,20]
                param W[30,20]
                s[b:B,j:30] = sum(i in 0..20) W[j,i]*x[b,i]
                y[b:B,j:30] = exp(s[b,j]) + 1.0
                output y
                """).plan();
        // A multiply and an add for each of 20, an exp and an add, for each of 30.
        assertEquals("1470*B", Cost.forward(plan).toString());
        assertEquals(2940, Cost.forward(plan, Map.of("B", 2L)::get));
    }

    @Test
    void theGradientIsCheap() {
        Plan plan = new Emitted("Net", NET).plan();
        double primal = Cost.forward(plan, Map.of("B", 32L)::get);
        double both = primal + Cost.backward(plan, Map.of("B", 32L)::get);
        assertTrue(both < 3 * primal, primal + " and " + both);
    }

    @Test
    void noSearchOverAGuard() {
        Plan plan = new Emitted("Embedding", """
                dim B
                dim V=1000
                input tok[B]:int in 0..V
                param E[V,8]
                y[b:B,d:8] = E[tok[b],d]
                output y
                """).plan();
        // Once through the table to clear it, once through the batch: not B times through the table.
        assertEquals("8*B", Cost.backward(plan).toString());
        assertFalse(plan.print(true).contains("if "), plan.print(true));
    }

    @Test
    void workspaceIsAFormula() {
        Plan plan = new Emitted("Net", NET).plan();
        long bytes = plan.workspace(false).evaluate(Map.of("B", 10L)::get);
        assertTrue(bytes > 10 * 4 * (32 + 10), "" + bytes);
        assertEquals(plan.workspace(false).times(2).evaluate(Map.of("B", 10L)::get) > bytes, true);
        String text = plan.print(false);
        assertTrue(text.startsWith("plan Net\n  workspace: " + plan.workspace(false) + " bytes\n"), text);
        assertTrue(
                text.contains("gemm m=B n=32 k=64: s_plus{0, 32, 1} = b1{0, 0, 1} + x{0, 64, 1} * W1{0, 1, 64}"), text);
        if (Boolean.getBoolean("show")) System.out.println(text);
    }
}
