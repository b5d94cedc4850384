package curvefit;

import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;
import org.nnc.runtime.DoubleModel;

/** Fits NIST's datasets from both starts and counts the digits that agree with the certified values. */
public final class Main {
    private static final int GAUSS_NEWTON = 10;
    private static final String[] NAMES = {
        "Misra1a", "Chwirut2", "Chwirut1", "Lanczos3", "Gauss1", "Gauss2", "DanWood", "Misra1b"
    };

    private Main() {}

    private static Residuals residuals(Dataset d) {
        int n = d.x.length;
        switch (d.name) {
            case "Misra1a": {
                Misra1a m = new Misra1a();
                return of(m, () -> m.forward(n, d.x, d.y), m::r, m::jacobianR);
            }
            case "Misra1b": {
                Misra1b m = new Misra1b();
                return of(m, () -> m.forward(n, d.x, d.y), m::r, m::jacobianR);
            }
            case "Chwirut1":
            case "Chwirut2": {
                Chwirut m = new Chwirut();
                return of(m, () -> m.forward(n, d.x, d.y), m::r, m::jacobianR);
            }
            case "DanWood": {
                DanWood m = new DanWood();
                return of(m, () -> m.forward(n, d.x, d.y), m::r, m::jacobianR);
            }
            case "Gauss1":
            case "Gauss2": {
                Gauss m = new Gauss();
                return of(m, () -> m.forward(n, d.x, d.y), m::r, m::jacobianR);
            }
            default: {
                Lanczos m = new Lanczos();
                return of(m, () -> m.forward(n, d.x, d.y), m::r, m::jacobianR);
            }
        }
    }

    private static Residuals of(DoubleModel model, Runnable forward, Residuals.Value r, Residuals.Value jacobian) {
        return new Residuals(
                model,
                () -> {
                    forward.run();
                    return r.get();
                },
                jacobian);
    }

    public static void main(String[] args) {
        for (String name : NAMES) {
            Dataset d = new Dataset(args[0] + "/" + name + ".dat");
            for (int start = 0; start < 2; start++) fit(d, start);
        }
    }

    private static void fit(Dataset d, int start) {
        int n = d.x.length;
        int p = d.certified.length;
        Residuals residuals = residuals(d);
        LeastSquaresOptimizer.Optimum found = new LevenbergMarquardtOptimizer()
                .withCostRelativeTolerance(1e-15)
                .withParameterRelativeTolerance(1e-13)
                .withOrthoTolerance(1e-15)
                .optimize(new LeastSquaresBuilder()
                        .model(residuals)
                        .target(new ArrayRealVector(n))
                        .start(d.starts[start])
                        .maxEvaluations(10_000)
                        .maxIterations(10_000)
                        .lazyEvaluation(false)
                        .build());
        RealVector point = found.getPoint();
        Pair<RealVector, RealMatrix> at = residuals.value(point);
        // The solver ends where the sum of squares stands still, which it does at half the digits of the parameters.
        for (int step = 0; step < GAUSS_NEWTON; step++) {
            point = point.subtract(new QRDecomposition(at.getSecond()).getSolver().solve(at.getFirst()));
            at = residuals.value(point);
        }
        double[] b = point.toArray();
        double rss = at.getFirst().dotProduct(at.getFirst());
        double[] deviations = deviations(at.getSecond(), Math.sqrt(rss / (n - p)));
        double ofB = 11;
        double ofDeviations = 11;
        for (int k = 0; k < p; k++) {
            ofB = Math.min(ofB, digits(b[k], d.certified[k]));
            ofDeviations = Math.min(ofDeviations, digits(deviations[k], d.deviations[k]));
        }
        double ofRss = digits(rss, d.sumOfSquares);
        if (ofB < 9 || ofDeviations < 8 || ofRss < 9) {
            throw new IllegalStateException(
                    d.name + " from start " + (start + 1) + ": " + ofB + " " + ofDeviations + " " + ofRss + " digits");
        }
        System.out.println(d.name + " from start " + (start + 1)
                + ": parameters to 9 digits, standard deviations to 8, sum of squares to 9");
    }

    /** The square roots of the diagonal of s² (J'J)⁻¹, by J = QR: the rows of R⁻¹, whose condition is not squared. */
    private static double[] deviations(RealMatrix jacobian, double s) {
        int p = jacobian.getColumnDimension();
        double[] scale = new double[p];
        RealMatrix scaled = jacobian.copy();
        for (int k = 0; k < p; k++) {
            scale[k] = 1 / jacobian.getColumnVector(k).getNorm();
            scaled.setColumnVector(k, jacobian.getColumnVector(k).mapMultiply(scale[k]));
        }
        RealMatrix r = new QRDecomposition(scaled).getR().getSubMatrix(0, p - 1, 0, p - 1);
        RealMatrix inverse = MatrixUtils.inverse(r);
        double[] deviations = new double[p];
        for (int k = 0; k < p; k++) deviations[k] = s * scale[k] * inverse.getRowVector(k).getNorm();
        return deviations;
    }

    /** The digits that agree, at most 11: so many are certified. */
    private static double digits(double found, double certified) {
        double error = Math.abs(found - certified) / Math.abs(certified);
        return Math.min(11, -Math.log10(Math.max(error, 1e-300)));
    }
}
