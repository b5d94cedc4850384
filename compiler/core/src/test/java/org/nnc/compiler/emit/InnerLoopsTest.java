package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The innermost loops of emitted classes keep the form that HotSpot turns into vector code: no branch, no choice, no call
 * that is not an instruction, and in all arrays one and the same index but for literal distances.
 */
class InnerLoopsTest {
    private static final Pattern LOOP = Pattern.compile(
            "for \\(int (\\w+) = [^;]+; \\1 < [^;]+; \\1\\+\\+\\) \\{\\n((?:(?!for \\(|\\n\\s*\\}).)*\\n)\\s*\\}",
            Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile("([A-Za-z.]+)\\(");
    private static final Pattern ACCESS = Pattern.compile("\\w+\\[([^\\]]+)\\]");
    private static final Set<String> INSTRUCTIONS = Set.of("Fma.of", "Math.max", "Math.min", "Math.abs", "Math.sqrt");

    private static final String CHAIN = """
            dim N=50
            input x[N]
            a[i:49] = x[i+1] - x[i]*x[i]
            b[i:49] = 100.0*(a[i]*a[i]) + (1.0 - x[i])*(1.0 - x[i])
            l = sum(i in 0..49) b[i]
            loss l
            """;

    private static final String POINTWISE = """
            dim B
            dim D=40
            input x[B,D]
            param c[D] normal
            s[b:B,j:D] = relu(x[b,j] + 0.5)
            t[b:B,j:D] = s[b,j]*s[b,j] + abs(x[b,j])
            u[b:B,j:D] = max(t[b,j], x[b,j])*s[b,j]
            l = sum(b in 0..B, j in 0..D) u[b,j]
            loss l
            output u
            """;

    /** An innermost loop: its index and its body. */
    private record Inner(String index, String body) {}

    private static List<Inner> inner(String java) {
        List<Inner> loops = new ArrayList<>();
        Matcher m = LOOP.matcher(java);
        while (m.find()) loops.add(new Inner(m.group(1), m.group(2)));
        return loops;
    }

    /** What keeps a loop from being vectorised, empty where nothing does. */
    private static String obstacle(Inner loop) {
        if (loop.body.contains("?") || loop.body.contains("if (")) return "a choice";
        Matcher call = CALL.matcher(loop.body);
        while (call.find()) if (!INSTRUCTIONS.contains(call.group(1))) return "a call of " + call.group(1);
        Set<String> addresses = new LinkedHashSet<>();
        Matcher access = ACCESS.matcher(loop.body);
        while (access.find()) addresses.add(access.group(1).replaceAll(" [+-] -?[0-9]+", ""));
        addresses.removeIf(a -> !a.matches(".*\\b" + loop.index + "\\b.*"));
        return addresses.size() > 1 ? "several addresses " + addresses : "";
    }

    @Test
    void obstaclesAreSeen() {
        assertEquals("a choice", obstacle(new Inner("i", "y[i] = x[i] > 0 ? 1 : 0;")));
        assertEquals("a call of Math.log", obstacle(new Inner("i", "y[i] = Math.log(x[i]);")));
        assertEquals("several addresses [at + i, i]", obstacle(new Inner("i", "y[at + i] = x[i];")));
        assertEquals("", obstacle(new Inner("i", "y[at + i + 1] = Fma.of(s, x[at + i], y[at + i]);")));
    }

    @Test
    void choicesByTheIndexAreMadeOutsideOfTheLoop() {
        String java = new Emitted("Chain", CHAIN, "x").source(true);
        String backward = java.substring(java.indexOf("private void backward1()"));
        List<Inner> loops = inner(backward);
        assertFalse(loops.isEmpty(), backward);
        for (Inner loop : loops) assertEquals("", obstacle(loop), loop.body);
        // The ends stand by themselves.
        assertTrue(backward.contains("d_x[0] = "), backward);
        assertTrue(backward.contains("d_x[49] = "), backward);
    }

    /** Choices that exclude each other, one beside a condition on values, one by a size. */
    private static final String PIECES = """
            dim D
            dim N=12
            input x[N]
            input y[N]
            a[i:N] = (if i < 4 and x[i] > 0.0 then x[i]*y[i] else 0.0) + (if 4 <= i then y[i]*y[i] else 0.0)
            b[i:N] = if i < 7 then x[i] - y[i] else x[i]*y[i]
            c[i:N] = if D <= i then a[i] else x[i]*2.0
            d[i:N] = a[i] + b[i]*c[i]
            l = sum(i in 0..N) d[i]
            loss l
            output d
            """;

    @Test
    void whatAPartDecidesIsNotAskedInIt() throws ReflectiveOperationException {
        Emitted pieces = new Emitted("Pieces", PIECES, "x", "y");
        String java = new Emitted("Two", PIECES.replace("D <= i", "x[i] < 0.0"), "x", "y").source(true);
        assertFalse(java.contains("i < 4 "), java);
        assertFalse(java.contains("4 <= i"), java);
        Batch batch = new Batch();
        pieces.addTo(batch);
        ClassLoader loader = batch.compile();
        for (long d : new long[] {0, 1, 5, 12, 40}) pieces.verify(loader, Map.of("D", d), 11);
    }

    @Test
    void pointwiseLoopsAreOneLoopOverOneAddress() {
        String java = new Emitted("Pointwise", POINTWISE, "x").source(false);
        String forward = java.substring(java.indexOf("private void predict1()"), java.indexOf("private void loss1()"));
        List<Inner> loops = inner(forward);
        assertEquals(1, loops.size(), forward);
        assertEquals("", obstacle(loops.get(0)), loops.get(0).body);
    }

    @Test
    void longSumsRunInFourChains() throws ReflectiveOperationException {
        Emitted sums = new Emitted("Sums", """
                dim N
                input x[N]
                input y[N]
                s = sum(i in 0..N) x[i]*y[i]
                t = sum(i in 2..N) x[i]
                l = s*t
                loss l
                """, "x");
        String java = sums.source(true);
        assertEquals(5, java.split("double sum\\d* = 0.0;", -1).length - 1, java);
        // Neighbours are added up by the runtime.
        assertTrue(java.contains(" += Kernels.sum(size3, x, 2);"), java);
        Batch batch = new Batch();
        sums.addTo(batch);
        new Emitted("Chain", CHAIN, "x").addTo(batch);
        ClassLoader loader = batch.compile();
        for (long n : new long[] {0, 1, 2, 3, 5, 7, 18, 101}) sums.verify(loader, Map.of("N", n), 3);
        new Emitted("Chain", CHAIN, "x").verify(loader, Map.of(), 4);
    }

    /** Ranges that begin at different places: rows of one matrix, steps of a recurrence, one that is written and read. */
    private static final String APART = """
            dim T
            dim N
            input x[T,N]
            param w[140] normal
            a[t:T,i:N] = x[t,i]*a[t-1,i | 0.25] + 0.5*x[0,i]
            b[i:N] = a[T-1,i] - x[0,i]*x[T-1,i]
            c[i:N] = b[i]*x[0,i] + x[T-1,i]
            d[r:3,i:140] = max(w[i], 0.1)*0.5 + (w[i] + r)/(2.0 + w[i]*w[i])
            u = sum(i in 0..N) c[i]*b[i]
            v = sum(r in 0..3, i in 0..140) d[r,i]*d[r,i]
            l = u + v
            loss l
            """;

    @Test
    void rangesAtDifferentPlacesAreBroughtToOne() throws ReflectiveOperationException {
        Emitted apart = new Emitted("Apart", APART, "x");
        String java = apart.source(true);
        List<Inner> aligned =
                inner(java).stream().filter(l -> l.body.contains("copy1[")).toList();
        assertTrue(aligned.size() >= 4, java);
        for (Inner loop : aligned) assertEquals("", obstacle(loop), loop.body);
        Batch batch = new Batch();
        apart.addTo(batch);
        ClassLoader loader = batch.compile();
        for (long n : new long[] {1, 127, 128, 512, 700}) apart.verify(loader, Map.of("T", 3L, "N", n), 5);
    }
}
