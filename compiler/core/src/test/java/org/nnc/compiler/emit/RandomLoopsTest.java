package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Loops over long ranges, of few operations and many, at one place and several: copied, cut, in chains, or one observation
 * at a time, they give what the interpreter gives.
 */
class RandomLoopsTest {
    private static final int PROGRAMS = Integer.getInteger("random.loops", 24);
    private static final String[] INPUTS = {"a", "b", "c"};

    /** Cells that a range may be away from the others. */
    private static final int REACH = 3;

    private final Random random = new Random(20261130);

    @Test
    void agreeWithTheInterpreter() throws ReflectiveOperationException {
        Batch batch = new Batch();
        List<Emitted> fixed = new ArrayList<>();
        List<Emitted> open = new ArrayList<>();
        Set<String> forms = new HashSet<>();
        for (int p = 0; p < PROGRAMS; p++) {
            boolean isShifted = p % 3 > 0;
            int operations = 2 + random.nextInt(p % 2 == 0 ? 6 : 24);
            int size = List.of(17, 40, 200, 512, 700).get(random.nextInt(5));
            fixed.add(program("Fixed" + p, "dim N=" + size, operations, isShifted));
            open.add(program("Open" + p, "dim N", operations, isShifted));
        }
        List<Emitted> all = new ArrayList<>(fixed);
        all.addAll(open);
        for (Emitted e : all) {
            e.addTo(batch);
            Matcher rows = Pattern.compile("private (float|double)\\[\\] (copy|part)1 ")
                    .matcher(e.source(false));
            while (rows.find()) forms.add(rows.group(2));
        }
        assertEquals(Set.of("copy", "part"), forms);
        ClassLoader loader = batch.compile();
        for (Emitted e : fixed) e.verify(loader, Map.of(), 7);
        for (Emitted e : open) {
            for (long n : new long[] {REACH, REACH + 1, 40, 129, 530, 1100}) e.verify(loader, Map.of("N", n), 7);
        }
    }

    private Emitted program(String name, String dim, int operations, boolean isShifted) {
        StringBuilder text = new StringBuilder(dim + "\n");
        for (String i : INPUTS) text.append("input ").append(i).append("[N]\n");
        List<String> cells = new ArrayList<>();
        for (String i : INPUTS) {
            for (int at = 0; at <= (isShifted ? REACH : 0); at++) cells.add(i + (at == 0 ? "[i]" : "[i+" + at + "]"));
        }
        int extent = isShifted ? REACH : 0;
        String range = extent == 0 ? "N" : dim.contains("=") ? dim.replaceAll("\\D", "") + "-" + extent : "N-" + extent;
        int tensors = 2 + random.nextInt(4);
        for (int t = 0; t < tensors; t++) {
            text.append("t%d[i:%s] = %s\n".formatted(t, range, tree(operations, cells)));
            cells.add("t" + t + "[i]");
        }
        text.append("l = sum(i in 0..%s) %s\nloss l\n".formatted(range, tree(operations, cells)));
        if (random.nextBoolean()) text.append("output t0\n");
        return new Emitted(name, text.toString(), INPUTS);
    }

    /** A random formula whose values stay small. */
    private String tree(int operations, List<String> cells) {
        if (operations == 0) return cells.get(random.nextInt(cells.size()));
        int left = random.nextInt(operations);
        String x = tree(left, cells);
        String y = tree(operations - 1 - left, cells);
        return switch (random.nextInt(6)) {
            case 0 -> "(" + x + " + " + y + ")*0.5";
            case 1 -> "(" + x + " - " + y + ")*0.5";
            case 2 -> "max(" + x + ", 0.25)*0.5 - 0.5*" + y;
            case 3 -> x + "/(2.0 + (" + y + ")*(" + y + "))";
            default -> "0.75*(" + x + ")*(" + y + ")";
        };
    }

    @Test
    void valuesOfOneObservationAreVariables() throws ReflectiveOperationException {
        StringBuilder text = new StringBuilder("dim N\ninput x[N]\ninput y[N]\n");
        text.append("t0[i:N] = x[i]*y[i]\n");
        for (int t = 1; t < 36; t++) {
            text.append("t%d[i:N] = 0.5*t%d[i]*x[i] + 0.25*t%d[i]\n".formatted(t, t - 1, t / 2));
        }
        text.append("l = sum(i in 0..N) t35[i]*t17[i]\nloss l\n");
        Emitted e = new Emitted("Observed", text.toString(), "x", "y");
        String java = e.source(false);
        assertFalse(java.contains("[0] ="), java);
        Batch batch = new Batch();
        e.addTo(batch);
        ClassLoader loader = batch.compile();
        for (long n : new long[] {1, 127, 128, 600}) e.verify(loader, Map.of("N", n), 3);
    }

    @Test
    void partsAreShortAndReadFewArrays() {
        Emitted e = new Emitted("Heavy", """
                dim N=300
                input a[N]
                input b[N]
                input c[N]
                input d[N]
                input e[N]
                p[i:N] = a[i]*b[i]*(c[i]*d[i] - e[i]*a[i]) + (b[i] + c[i]*e[i])*(d[i] - a[i]*b[i])*(a[i] + d[i]*e[i])
                q[i:N] = p[i]*p[i]*(a[i] - b[i]) + a[i]*b[i] + c[i]*d[i] + d[i]*e[i] + e[i]*a[i]
                output q
                """);
        String java = e.source(false);
        Matcher loops = Pattern.compile("for \\(int i = [^{]*\\{\\n([^}]*)}").matcher(java);
        int found = 0;
        while (loops.find()) {
            String body = loops.group(1);
            Set<String> arrays = new HashSet<>();
            Matcher reads = Pattern.compile("(\\w+)\\[i]").matcher(body);
            while (reads.find()) arrays.add(reads.group(1));
            assertTrue(arrays.size() <= 6, body);
            assertTrue(body.split(" [*/+-] ", -1).length - 1 <= 8, body);
            found++;
        }
        assertTrue(found >= 3, java);
    }
}
