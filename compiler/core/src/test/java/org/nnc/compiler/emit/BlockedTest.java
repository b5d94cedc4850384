package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
