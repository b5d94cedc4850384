package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.schedule.Plan;

/** Passes with small products run a block of observations at a time, in memory that does not grow with their number. */
class BlockedTest {
    /** A mixture with full covariances, whose differences have a name; every observation has a weight. */
    private static final String MIXTURE = """
            dim N
            dim D=9
            dim K=12
            input x[N,D]
            input w[N]
            param alpha[K] normal
            param mu[K,D] normal
            param q[K,D,D] normal
            c[n:N,k:K,d:D] = x[n,d] - mu[k,d]
            z[n:N,k:K,i:D] = sum(j in 0..D) q[k,i,j]*c[n,k,j]
            r[n:N,k:K] = sum(i in 0..D) z[n,k,i]*z[n,k,i]
            e[n:N,k:K] = alpha[k] - 0.125*r[n,k]
            m[n:N] = max(k in 0..K) e[n,k]
            s[n:N] = sum(k in 0..K) exp(e[n,k] - m[n])
            l = sum(n in 0..N) w[n]*(m[n] + log(s[n]))
            loss l
            """;

    private static final List<Long> SIZES = List.of(0L, 1L, 127L, 128L, 129L, 300L);

    /** Against the interpreter for fewer and more observations than a block, with these other sizes of a call. */
    @SafeVarargs
    private static void verify(Emitted model, Map<String, Long>... others) throws ReflectiveOperationException {
        Batch batch = new Batch();
        model.addTo(batch);
        ClassLoader loader = batch.compile();
        for (long n : SIZES) {
            for (Map<String, Long> other : others) {
                Map<String, Long> dims = new HashMap<>(other);
                dims.put("N", n);
                model.verify(loader, dims, 5);
            }
        }
    }

    @Test
    void memoryDoesNotGrowWithTheObservations() {
        Emitted mixture = new Emitted("Mixture", MIXTURE);
        for (Plan.Buffer b : mixture.plan().buffers()) assertTrue(b.size().isConstant(), b.toString());
        String java = mixture.source(false);
        assertEquals(2 * 4, java.split("Kernels\\.gemm\\(", -1).length - 1, java);
    }

    @Test
    void agreesWithTheInterpreter() throws ReflectiveOperationException {
        Emitted mixture = new Emitted("Mixture", MIXTURE);
        Emitted asked = new Emitted("Asked", MIXTURE, "x", "w");
        Emitted told = new Emitted("Told", MIXTURE + "output e\noutput s\n", "x");
        Batch batch = new Batch();
        for (Emitted e : List.of(mixture, asked, told)) e.addTo(batch);
        ClassLoader loader = batch.compile();
        for (long n : SIZES) {
            mixture.verify(loader, Map.of("N", n), 5);
            asked.verify(loader, Map.of("N", n), 5);
            told.verify(loader, Map.of("N", n), 5);
        }
    }

    /** With sizes that only a call knows a point's differences outgrow the point: they are not kept for all points. */
    @Test
    void norWithSizesOfACall() throws ReflectiveOperationException {
        String open = MIXTURE.replace("dim D=9", "dim D")
                .replace("dim K=12", "dim K")
                .replace("param ", "input ")
                .replace(" normal", "");
        Emitted mixture = new Emitted("Open", open, "alpha", "mu", "q");
        for (Plan.Buffer b : mixture.plan().buffers()) {
            long few = b.size().evaluate(Map.of("N", 128L, "D", 10L, "K", 25L)::get);
            assertEquals(few, b.size().evaluate(Map.of("N", 100_000L, "D", 10L, "K", 25L)::get), b.toString());
            // Fewer than a block need no block.
            assertTrue(b.size().evaluate(Map.of("N", 1L, "D", 1L, "K", 1L)::get) <= 512, b.toString());
        }
        verify(mixture, Map.of("D", 3L, "K", 5L), Map.of("D", 30L, "K", 2L));
    }

    /** Loss and gradient at once take one pass; a second one only where the gradient needs the whole loss first. */
    @Test
    void onePassGivesBoth() throws ReflectiveOperationException {
        Emitted mixture = new Emitted("Joint", MIXTURE);
        Emitted rooted = new Emitted("Rooted", MIXTURE.replace("l = sum(n in 0..N) w[n]*(m[n] + log(s[n]))", """
                total = sum(n in 0..N) w[n]*(m[n] + log(s[n]))
                l = total*total"""));
        assertTrue(mixture.plan().shared().isPresent());
        assertFalse(rooted.plan().shared().isPresent());
        assertFalse(rooted.plan().buffers().stream()
                .anyMatch(b -> b.size().variables().contains("N")));
        verify(rooted, Map.of());
    }

    /** What stands behind the loss's pass runs behind backward's then: neither may lie in the other's memory. */
    @Test
    void whatStandsBehindIsApart() throws ReflectiveOperationException {
        Emitted behind = new Emitted("Behind", """
                dim N
                dim D=9
                dim K=20
                input x[N,D]
                input a[D,D]
                input g[K,D]
                input h[K,D]
                param mu[K,D] normal
                param q[K,D,D] normal
                c[k:K,i:D] = sum(j in 0..D) q[k,i,j]*mu[k,j]
                p[n:N,k:K,i:D] = sum(j in 0..D) q[k,i,j]*x[n,j]
                z[n:N,k:K,i:D] = p[n,k,i] - c[k,i]
                r[n:N,k:K] = sum(i in 0..D) z[n,k,i]*z[n,k,i]*z[n,k,i]
                s = sum(n in 0..N, k in 0..K) exp(0.0 - 0.125*r[n,k]*r[n,k])
                t[k:K,i:D] = sum(n in 0..N) z[n,k,i]
                u[k:K,i:D] = sum(j in 0..D) a[i,j]*t[k,j]
                v = sum(k in 0..K, i in 0..D) g[k,i]*u[k,i]
                w = sum(k in 0..K, i in 0..D) h[k,i]*u[k,i]
                l = s + v + 2.0*w
                loss l
                """);
        assertTrue(behind.plan().shared().isPresent());
        verify(behind, Map.of());
    }

    /** The place of a winner among sums over the pass is known only behind it: what reads the place cannot stand before. */
    @Test
    void aWinnerIsNotReadBeforeItIsFound() throws ReflectiveOperationException {
        Emitted winner = new Emitted(
                "Winner",
                MIXTURE.replace("param alpha[K] normal", """
                param alpha[K] normal
                param b[D] normal""")
                        .replace("l = sum(n in 0..N) w[n]*(m[n] + log(s[n]))", """
                t[i:D] = sum(n in 0..N) x[n,i]
                v = max(i in 0..D) (b[i] + t[i])
                data = sum(n in 0..N) w[n]*(m[n] + log(s[n]))
                l = v + data"""));
        verify(winner, Map.of());
    }

    /** What is the same for all blocks is not made where there is no block, whose memory is smaller than one. */
    @Test
    void nothingIsMadeForNoBlock() throws ReflectiveOperationException {
        Emitted flat = new Emitted(
                "Flat",
                MIXTURE.replace("dim K=12", "dim K\ninput y[N,D]\ninput u[2,D]")
                        .replace("param ", "input ")
                        .replace(" normal", "")
                        .replace("l = sum(n in 0..N) w[n]*(m[n] + log(s[n]))", """
                f[n:N,i:2] = sum(d in 0..D) u[i,d]*y[n,d]
                g = sum(n in 0..N, i in 0..2) f[n,i]
                data = sum(n in 0..N) w[n]*(m[n] + log(s[n]))
                l = data + g"""),
                "alpha",
                "mu",
                "q",
                "y");
        verify(flat, Map.of("K", 5L));
    }

    @Test
    void layersOfSizesOfACallAreDoneAtOnce() {
        Emitted net = new Emitted("Layers", """
                dim N
                dim I
                dim H
                input x[N,I]
                input v[I,H]
                input u[H,H]
                h[n:N,j:H] = sum(i in 0..I) v[i,j]*x[n,i]
                g[n:N,j:H] = sum(i in 0..H) u[i,j]*h[n,i]
                l = sum(n in 0..N, j in 0..H) g[n,j]*g[n,j]
                loss l
                """, "v", "u");
        assertTrue(
                net.plan().buffers().stream().anyMatch(b -> b.size().variables().contains("N")));
    }

    @Test
    void largeProductsAreDoneAtOnce() {
        Emitted net = new Emitted("Net", """
                dim N
                input x[N,96]
                input y[N,80]
                param v[96,80] normal
                h[n:N,j:80] = sum(i in 0..96) v[i,j]*x[n,i]
                l = sum(n in 0..N, j in 0..80) (h[n,j] - y[n,j])*(h[n,j] - y[n,j])
                loss l
                """);
        assertFalse(net.plan().buffers().stream().allMatch(b -> b.size().isConstant()), net.source(false));
    }
}
