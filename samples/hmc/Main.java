package hmc;

import java.util.Random;

/** Hamiltonian Monte Carlo on a generated log density, compared with the posterior by formula. */
public final class Main {
    private static final int SAMPLES = 4000;
    private static final double STEP = 0.04;

    private Main() {}

    public static void main(String[] args) {
        int n = 20;
        Random random = new Random(5);
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = -1 + 2.0 * i / (n - 1);
            y[i] = 0.7 - 1.3 * x[i] + 0.5 * random.nextGaussian();
        }
        // The posterior is normal: precision I + X'X/s^2, mean precision^-1 X'y/s^2.
        double a = 1;
        double b = 0;
        double c = 1;
        double u = 0;
        double v = 0;
        for (int i = 0; i < n; i++) {
            a += 4;
            b += 4 * x[i];
            c += 4 * x[i] * x[i];
            u += 4 * y[i];
            v += 4 * x[i] * y[i];
        }
        double det = a * c - b * b;
        double[] mean = {(c * u - b * v) / det, (a * v - b * u) / det};
        double[] variance = {c / det, a / det};

        Posterior model = new Posterior();
        double[] q = model.parameters();
        double[] g = model.gradient();
        double[] sum = new double[2];
        double[] squares = new double[2];
        int accepted = 0;
        double logp = model.lossAndGradient(n, x, y);
        for (int s = 0; s < SAMPLES; s++) {
            double[] before = q.clone();
            double[] p = {random.nextGaussian(), random.nextGaussian()};
            double energy = logp - 0.5 * (p[0] * p[0] + p[1] * p[1]);
            double now = logp;
            // A length of its own for each path, so that none comes back to where it began.
            int steps = 4 + random.nextInt(9);
            for (int step = 0; step < steps; step++) {
                for (int i = 0; i < 2; i++) {
                    p[i] += 0.5 * STEP * g[i];
                    q[i] += STEP * p[i];
                }
                now = model.lossAndGradient(n, x, y);
                for (int i = 0; i < 2; i++) p[i] += 0.5 * STEP * g[i];
            }
            double moved = now - 0.5 * (p[0] * p[0] + p[1] * p[1]);
            if (Math.log(random.nextDouble()) < moved - energy) {
                accepted++;
                logp = now;
            } else {
                System.arraycopy(before, 0, q, 0, 2);
                logp = model.lossAndGradient(n, x, y);
            }
            for (int i = 0; i < 2; i++) {
                sum[i] += q[i];
                squares[i] += (q[i] - mean[i]) * (q[i] - mean[i]);
            }
        }
        for (int i = 0; i < 2; i++) {
            // Neighbours of the chain are hardly correlated: a few standard errors of independent draws.
            double error = Math.abs(sum[i] / SAMPLES - mean[i]) / Math.sqrt(variance[i] / SAMPLES);
            double spread = squares[i] / SAMPLES / variance[i];
            if (!(error < 6) || !(spread > 0.85 && spread < 1.15)) {
                throw new IllegalStateException("q[" + i + "]: " + error + " standard errors, variance times " + spread);
            }
        }
        if (accepted < 0.8 * SAMPLES) throw new IllegalStateException("accepted " + accepted);
        System.out.println("4000 samples: means within 6 standard errors, variances within 15 percent of the formula");
    }
}
