package implicit;

import java.util.Random;

/** Solves F(x, p) = 0 by Newton's method, then dx/dp = -(dF/dx)^-1 dF/dp, both from the generated Jacobians. */
public final class Main {
    private static final int N = 6;

    private Main() {}

    public static void main(String[] args) {
        Random random = new Random(4);
        double[] a = new double[N * N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) a[i * N + j] = i == j ? 3 : 0.3 * random.nextGaussian();
        }
        double[] p = random.doubles(N, -1, 1).toArray();
        Balance model = new Balance();
        double[] x = solve(model, p, a, new double[N]);
        model.forward(N, x, p, a);
        model.jacobianF();
        double[][] inverse = inverse(model.jacobianF_x());
        double[] byP = model.jacobianF_p();
        double[][] found = new double[N][N];
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < N; k++) {
                for (int j = 0; j < N; j++) found[i][k] -= inverse[i][j] * byP[j * N + k];
            }
        }
        double worst = 0;
        double step = 1e-5;
        for (int k = 0; k < N; k++) {
            double at = p[k];
            p[k] = at + step;
            double[] up = solve(model, p, a, x.clone());
            p[k] = at - step;
            double[] down = solve(model, p, a, x.clone());
            p[k] = at;
            for (int i = 0; i < N; i++) worst = Math.max(worst, Math.abs(found[i][k] - (up[i] - down[i]) / (2 * step)));
        }
        if (!(worst < 1e-8)) throw new IllegalStateException("off by " + worst);
        System.out.println("dx/dp of 6 unknowns by 6 parameters agrees with differences of the solutions to 1e-8");
    }

    private static double[] solve(Balance model, double[] p, double[] a, double[] x) {
        for (int step = 0; step < 50; step++) {
            model.forward(N, x, p, a);
            double[] f = model.F().clone();
            double size = 0;
            for (double v : f) size = Math.max(size, Math.abs(v));
            if (size < 1e-15) break;
            model.jacobianF();
            double[][] inverse = inverse(model.jacobianF_x());
            for (int i = 0; i < N; i++) for (int j = 0; j < N; j++) x[i] -= inverse[i][j] * f[j];
        }
        return x;
    }

    /** By Gauss and Jordan with pivots. */
    private static double[][] inverse(double[] matrix) {
        double[][] m = new double[N][2 * N];
        for (int i = 0; i < N; i++) {
            System.arraycopy(matrix, i * N, m[i], 0, N);
            m[i][N + i] = 1;
        }
        for (int c = 0; c < N; c++) {
            int pivot = c;
            for (int r = c + 1; r < N; r++) if (Math.abs(m[r][c]) > Math.abs(m[pivot][c])) pivot = r;
            double[] swap = m[c];
            m[c] = m[pivot];
            m[pivot] = swap;
            double by = m[c][c];
            for (int k = 0; k < 2 * N; k++) m[c][k] /= by;
            for (int r = 0; r < N; r++) {
                double factor = m[r][c];
                if (r == c || factor == 0) continue;
                for (int k = 0; k < 2 * N; k++) m[r][k] -= factor * m[c][k];
            }
        }
        double[][] inverse = new double[N][];
        for (int i = 0; i < N; i++) inverse[i] = java.util.Arrays.copyOfRange(m[i], N, 2 * N);
        return inverse;
    }
}
