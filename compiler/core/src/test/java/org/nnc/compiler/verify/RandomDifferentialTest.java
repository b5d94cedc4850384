package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.Batch;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.verify.RandomPrograms.Construct;

/**
 * Random models through the whole compiler: the interpreter of the checked program, of every pass after it, and the emitted
 * Java agree; the gradient agrees with dual numbers and with differences; what is printed reads back as the same program.
 *
 * <p>{@code -Drandom.programs=50000} runs more of them, {@code -Drandom.first=123 -Drandom.programs=1} one again.
 */
class RandomDifferentialTest {
    private static final int BATCH = 200;
    private static final int SHOWN = Integer.getInteger("random.shown", 3);
    private final List<Failure> failures = Collections.synchronizedList(new ArrayList<>());
    private final Map<Construct, Integer> counts = new EnumMap<>(Construct.class);
    private int compared;
    private int undecided;

    private record Failure(long seed, String report) {}

    private record Case(RandomPrograms.Model model, Oracles oracles, EmittedGradient emitted) {}

    @Test
    void everyOracleAgrees() {
        long first = Long.getLong("random.first", 0);
        int programs = Integer.getInteger("random.programs", 2000);
        long start = System.nanoTime();
        LongStream.rangeClosed(0, (programs - 1) / BATCH).parallel().forEach(batch -> {
            long from = first + batch * BATCH;
            emitted(LongStream.range(from, Math.min(from + BATCH, first + programs))
                    .mapToObj(this::passes)
                    .filter(Objects::nonNull)
                    .toList());
        });
        failures.sort(Comparator.comparing(Failure::seed));
        System.out.printf(
                "%d random programs in %.0f s, %d cells against differences (%d at kinks), constructs %s%n",
                programs, (System.nanoTime() - start) * 1e-9, compared, undecided, counts);
        assertEquals(
                0,
                failures.size(),
                () -> failures.size() + " of " + programs + " fail; the first:\n\n"
                        + String.join(
                                "\n\n",
                                failures.stream()
                                        .limit(SHOWN)
                                        .map(Failure::report)
                                        .toList()));
        assertTrue(undecided <= compared / 20, "differences decide too little");
        for (Construct c : Construct.values()) {
            if (programs < 1000 || c.compareTo(Construct.SECOND_DERIVATIVE) > 0) break;
            assertTrue(counts.getOrDefault(c, 0) >= programs / 20, c + " in " + counts.get(c) + " of " + programs);
        }
    }

    private Case passes(long seed) {
        RandomPrograms.Model model = RandomPrograms.of(seed);
        try {
            Program checked = Texts.program(model.text());
            Texts.readsBack(checked);
            Oracles oracles = new Oracles(checked, model.dims(), model.values());
            Gradient gradient = oracles.gradient(seed);
            // The interpreter evaluates a program some hundred times for its differences: of every tenth.
            if (seed % 10 == 0) count(oracles.differences(gradient, 3));
            if (model.constructs().contains(Construct.SECOND_DERIVATIVE)) oracles.secondDerivative(gradient, seed);
            if (seed % 4 == 0) Texts.readsBack(gradient.program());
            return new Case(model, oracles, new EmittedGradient(checked, gradient, model.name()));
        } catch (RuntimeException | AssertionError e) {
            fail(model, e);
            return null;
        }
    }

    private synchronized void count(int[] cells) {
        compared += cells[0];
        undecided += cells[1];
    }

    private synchronized void count(Case c) {
        c.model().constructs().forEach(k -> counts.merge(k, 1, Integer::sum));
    }

    private void emitted(List<Case> cases) {
        if (cases.isEmpty()) return;
        cases.forEach(this::count);
        List<Case> compiling = cases;
        ClassLoader loader;
        try {
            loader = compiled(cases);
        } catch (AssertionError e) {
            // Each by itself: what does not compile is the failure of its model alone.
            compiling = cases.stream().filter(this::compiles).toList();
            loader = compiled(compiling);
        }
        for (Case c : compiling) {
            try {
                c.emitted().compare(loader, c.model().dims(), c.oracles().values());
            } catch (AssertionError e) {
                fail(c.model(), e);
            }
        }
    }

    private static ClassLoader compiled(List<Case> cases) {
        Batch batch = new Batch();
        cases.forEach(c -> c.emitted().addTo(batch));
        return batch.compile();
    }

    private boolean compiles(Case c) {
        try {
            compiled(List.of(c));
            return true;
        } catch (AssertionError e) {
            fail(c.model(), e);
            return false;
        }
    }

    private void fail(RandomPrograms.Model model, Throwable e) {
        StringBuilder text = new StringBuilder(model.report()).append(e);
        if (!(e instanceof AssertionError)) {
            for (StackTraceElement at : e.getStackTrace()) {
                if (at.getClassName().startsWith("org.nnc"))
                    text.append("\n    at ").append(at);
            }
        }
        failures.add(new Failure(model.seed(), text.toString()));
    }
}
