package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.schedule.Code;
import org.nnc.compiler.schedule.Cost;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.schedule.Schedule;

/** Greatest and least values save where they were found: backward does not search their ranges again. */
class WinnersTest {
    private static final String POOL = """
            dim B
            input x[B,3,8,8]
            y[b:B,c:3,p:4,q:4] = max(r in 0..2, s in 0..2) x[b,c,2*p+r,2*q+s]
            z[b:B,c:3,p:4,q:4] = y[b,c,p,q]*y[b,c,p,q]
            l = sum(b in 0..B, c in 0..3, p in 0..4, q in 0..4) z[b,c,p,q]
            output y
            loss l
            """;

    /** Windows that overlap, with cells outside and points left out: row 2 has no point at all. */
    private static final String GUARDED = """
            dim B
            input x[B,7]
            y[b:B,p:7] = max(r in 0..3 where p != 2) x[b,p+r-1 | -5.0]
            z[b:B,p:7] = if p == 2 then 0.0 else y[b,p]
            m[b:B] = min(p in 0..7) z[b,p]
            n[b:B] = m[b]*m[b]
            l = sum(b in 0..B) n[b]
            output y
            output m
            loss l
            """;

    /** All of an array at once, into a scalar. */
    private static final String WHOLE = """
            input x[9]
            m = max(i in 0..9) x[i]
            l = m*m
            loss l
            """;

    private static final String STEPS = """
            dim T
            input e[T,4]
            param A[4,4]
            v[t:T,j:4] = max(i in 0..4) s[t,i,j]
            s[t:T,i:4,j:4] = v[t-1,i | 0.0] + A[i,j] + e[t,j]
            l = max(j in 0..4) v[T-1,j]
            loss l
            """;

    @Test
    void agreesWithTheInterpreter() throws ReflectiveOperationException {
        Emitted pool = new Emitted("Pool", POOL, "x");
        Emitted guarded = new Emitted("Guarded", GUARDED, "x");
        Emitted whole = new Emitted("Whole", WHOLE, "x");
        Emitted steps = new Emitted("Steps", STEPS, "e");
        Batch batch = new Batch();
        for (Emitted e : List.of(pool, guarded, whole, steps)) e.addTo(batch);
        ClassLoader loader = batch.compile();
        pool.verify(loader, Map.of("B", 3L), 5);
        pool.verify(loader, Map.of("B", 0L), 6);
        guarded.verify(loader, Map.of("B", 4L), 7);
        whole.verify(loader, Map.of(), 8);
        steps.verify(loader, Map.of("T", 5L), 9);
    }

    @Test
    void backwardReadsThePlaceThatForwardSaved() {
        Plan plan = new Emitted("Pool", POOL, "x").plan();
        assertTrue(plan.predict().get(0).equations().stream()
                .anyMatch(e -> e.target().name().equals("y_at")));
        for (Plan.Block b : plan.backward()) {
            Code.forEach(
                    b.code(),
                    c -> assertFalse(c instanceof Code.For f && f.hi().isConst(2), "a loop over a window in " + b));
        }
    }

    @Test
    void valueAndGradientCostLessThanFiveValues() {
        Emitted pool = new Emitted("Pool", POOL, "x");
        Plan both = pool.plan();
        Program primal = both.program()
                .withEquations(both.program().equations().stream()
                        .filter(e -> List.of("y", "z", "l").contains(e.target().name()))
                        .toList());
        double value = Cost.forward(Schedule.of(primal), Map.of("B", 2L)::get);
        double all = Cost.forward(both, Map.of("B", 2L)::get) + Cost.backward(both, Map.of("B", 2L)::get);
        // Three comparisons, a product and a sum for each of 96 windows.
        assertEquals(2 * 48 * 5, value);
        assertTrue(all < 5 * value, all + " for " + value);
    }

    @Test
    void predictionSavesNoPlace() {
        String java = new Emitted("Pool", POOL, "x").source(false);
        String alone = java.substring(java.indexOf("private void predictAlone1()"));
        alone = alone.substring(0, alone.indexOf("\n    }"));
        assertTrue(alone.contains("y, 0, 4, null)"), alone);
        assertFalse(alone.contains("y_at"), alone);
    }

    @Test
    void theFirstOfEqualOnesAndTheFirstNaNWin() throws ReflectiveOperationException {
        Batch batch = new Batch();
        new Emitted("Edges", WHOLE, "x").addTo(batch);
        Object model = batch.compile().loadClass("gen.Edges").getConstructor().newInstance();
        double low = Double.NEGATIVE_INFINITY;
        // The slope of m*m is 2m, at the winner alone.
        assertArrayEquals(new double[] {0, 0, 6, 0, 0, 0, 0, 0, 0}, slopes(model, 1, 2, 3, 3, 2, 3, 0, -4, 3));
        assertArrayEquals(
                new double[] {2 * low, 0, 0, 0, 0, 0, 0, 0, 0},
                slopes(model, low, low, low, low, low, low, low, low, low));
        assertArrayEquals(
                new double[] {0, 0, 0, Double.NaN, 0, 0, 0, 0, 0},
                slopes(model, 1, 7, 3, Double.NaN, 9, Double.NaN, 0, 0, 1));
    }

    private static double[] slopes(Object model, double... x) throws ReflectiveOperationException {
        Method forward = model.getClass().getMethod("forward", double[].class);
        forward.invoke(model, (Object) x);
        model.getClass().getMethod("backward").invoke(model);
        return (double[]) model.getClass().getMethod("d_x").invoke(model);
    }
}
