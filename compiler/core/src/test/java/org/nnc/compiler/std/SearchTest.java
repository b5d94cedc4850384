package org.nnc.compiler.std;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.emit.Emit;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.schedule.Cost;
import org.nnc.compiler.schedule.Plan;

/**
 * No convolution and no pooling looks for the cells that it needs: with every size doubled, the operations grow as the
 * product of the sizes does, in both passes.
 */
class SearchTest {
    private static final long SIZE = 24;

    @Test
    void operationsGrowWithTheSizes() {
        List<Item> items = new ArrayList<>(ConvolutionItems.all());
        items.addAll(PoolingItems.all());
        items.addAll(RegionItems.all());
        List<String> faults = new ArrayList<>();
        int seen = 0;
        for (Item i : items) {
            Derived d = Derived.of("M", i.text(i.cases.get(i.cases.size() - 1)));
            if (!d.hasGradient()) continue;
            Plan plan = plan(d);
            List<String> dims = d.primal().runtimeDims();
            double most = 1.25 * Math.pow(2, dims.size());
            double forward = growth(Cost.forward(plan), dims);
            double backward = growth(Cost.backward(plan), dims);
            if (forward > most || backward > most) faults.add(i.name + " grows by " + forward + " and " + backward);
            seen++;
        }
        assertEquals(List.of(), faults);
        assertTrue(seen > 30, seen + " items");
    }

    /** A range read from a table is walked, not asked whether it holds a cell. */
    @Test
    void rangesOfATableAreWalked() {
        String text = "dim N, P; input x : real[N]; input lo : int[P] in 0..N; input hi : int[P] in 0..N + 1\n"
                + "output y[p] = sum(i in lo[p]..hi[p]) x[i]^2";
        Plan plan = plan(Derived.of("M", text));
        // The length of a range is not known; that of the table is.
        assertFalse(Cost.backward(plan).variables().contains("N"), Cost.backward(plan)::toString);
    }

    private static Plan plan(Derived d) {
        return Emit.plan(d.simplified(), Optional.of(d.stable()));
    }

    private static double growth(Dim cost, List<String> dims) {
        double small = cost.evaluate(n -> SIZE);
        return small == 0 || dims.isEmpty() ? 1 : cost.evaluate(n -> 2 * SIZE) / small;
    }
}
