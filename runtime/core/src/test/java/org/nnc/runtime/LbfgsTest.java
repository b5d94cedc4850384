package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** L-BFGS on functions whose minimum is known. */
class LbfgsTest {
    /** Rosenbrock's valley in n dimensions; minimum 0 at (1, .., 1). */
    private static double valley(double[] x, double[] g) {
        double sum = 0;
        java.util.Arrays.fill(g, 0);
        for (int i = 0; i + 1 < x.length; i++) {
            double a = x[i + 1] - x[i] * x[i];
            double b = 1 - x[i];
            sum += 100 * a * a + b * b;
            g[i] += -400 * a * x[i] - 2 * b;
            g[i + 1] += 200 * a;
        }
        return sum;
    }

    @Test
    void findsTheEndOfTheValley() {
        for (int n : new int[] {2, 10, 50}) {
            double[] x = new double[n];
            for (int i = 0; i < n; i++) x[i] = i % 2 == 0 ? -1.2 : 1;
            Lbfgs l = new Lbfgs();
            DoublePoint p = l.minimize(x, LbfgsTest::valley);
            assertSame(x, p.x());
            // From here the n-dimensional function has a second minimum near (-1, 1, .., 1) with loss about 4.
            assertTrue(n > 2 || p.loss() < 1e-18, n + ": " + p.loss());
            double[] g = new double[n];
            assertEquals(p.loss(), valley(x, g), 0);
            for (double v : g) assertEquals(0, v, 1e-9 * Math.max(1, p.loss()));
            assertTrue(l.evaluations() < 30 * n + 100, n + ": " + l.evaluations());
        }
    }

    /** {@code sum 10^(i) (x_i - i)^2}, i from 0 to 5: a condition number of 100,000. */
    @Test
    void quadraticOfVeryDifferentCurvatures() {
        double[] x = new double[6];
        DoublePoint p = new Lbfgs().tolerance(1e-12).minimize(x, (y, g) -> {
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
                double c = Math.pow(10, i);
                sum += c * (y[i] - i) * (y[i] - i);
                g[i] = 2 * c * (y[i] - i);
            }
            return sum;
        });
        assertEquals(0, p.loss(), 1e-15);
        for (int i = 0; i < 6; i++) assertEquals(i, x[i], 1e-8);
    }

    /** {@code x - log x}: not finite at and below 0, where a first step from far leads. */
    @Test
    void stepsThatLeadTooFarAreShortened() {
        double[] x = {1e-3};
        DoublePoint p = new Lbfgs().minimize(x, (y, g) -> {
            g[0] = 1 - 1 / y[0];
            return y[0] - Math.log(y[0]);
        });
        assertEquals(1, p.loss(), 1e-14);
        assertEquals(1, x[0], 1e-7);
        double[] far = {50};
        new Lbfgs().minimize(far, (y, g) -> {
            g[0] = 1 - 1 / y[0];
            return y[0] - Math.log(y[0]);
        });
        assertEquals(1, far[0], 1e-7);
    }

    @Test
    void endsAtMostAfterSoManyMoves() {
        Lbfgs l = new Lbfgs().most(3);
        double[] x = {-1.2, 1};
        double[] g = new double[2];
        double start = valley(x, g);
        assertTrue(l.minimize(x, LbfgsTest::valley).loss() < start);
        assertEquals(3, l.iterations());
        assertEquals(
                0,
                new Lbfgs()
                        .most(0)
                        .minimize(new double[] {1, 1}, LbfgsTest::valley)
                        .loss());
    }

    @Test
    void badSettingsAndStarts() {
        assertThrows(IllegalArgumentException.class, () -> new Lbfgs().memory(0));
        assertThrows(IllegalArgumentException.class, () -> new Lbfgs().most(-1));
        assertThrows(IllegalArgumentException.class, () -> new Lbfgs().tolerance(Double.NaN));
        Lbfgs l = new Lbfgs();
        assertThrows(IllegalArgumentException.class, () -> l.minimize(new double[1], (x, g) -> Double.NaN));
    }
}
