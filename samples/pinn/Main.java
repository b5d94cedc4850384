package pinn;

import org.nnc.runtime.DoublePoint;
import org.nnc.runtime.Lbfgs;

/** Solves u'' = -pi^2 sin(pi x), whose solution is sin(pi x). */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int n = 40;
        double[] x = new double[n];
        double[] f = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = (i + 0.5) / n;
            f[i] = -Math.PI * Math.PI * Math.sin(Math.PI * x[i]);
        }
        Pinn model = new Pinn(1);
        double before = model.forward(n, x, f);
        DoublePoint end = new Lbfgs().most(2000).minimize(model.parameters().clone(), (point, gradient) -> {
            System.arraycopy(point, 0, model.parameters(), 0, point.length);
            double loss = model.lossAndGradient(n, x, f);
            System.arraycopy(model.gradient(), 0, gradient, 0, gradient.length);
            return loss;
        });
        System.arraycopy(end.x(), 0, model.parameters(), 0, end.x().length);

        // At points between those of the fit.
        int m = 201;
        double[] at = new double[m];
        for (int i = 0; i < m; i++) at[i] = i / (m - 1.0);
        model.predict(m, at);
        double worst = 0;
        for (int i = 0; i < m; i++) worst = Math.max(worst, Math.abs(model.u()[i] - Math.sin(Math.PI * at[i])));
        if (!(worst < 1e-3)) throw new IllegalStateException("largest error " + worst);
        if (!(end.loss() < 1e-4 * before)) throw new IllegalStateException("loss " + end.loss());
        System.out.println("u'' = f on a line: the largest error at 201 points is below 1e-3");
    }
}
