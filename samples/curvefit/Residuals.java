package curvefit;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.Pair;
import org.nnc.runtime.DoubleModel;

/** A generated class as Hipparchus wants it: residuals and their Jacobian at given parameters. */
final class Residuals implements MultivariateJacobianFunction {
    /** The residuals at the model's own parameters. */
    interface Value {
        double[] get();
    }

    private final DoubleModel model;
    private final Value residuals;
    private final Value jacobian;

    /** @param jacobian [output, input], row-major, at the arguments of the residuals */
    Residuals(DoubleModel model, Value residuals, Value jacobian) {
        this.model = model;
        this.residuals = residuals;
        this.jacobian = jacobian;
    }

    @Override
    public Pair<RealVector, RealMatrix> value(RealVector point) {
        int n = point.getDimension();
        System.arraycopy(point.toArray(), 0, model.parameters(), 0, n);
        double[] r = residuals.get();
        double[] flat = jacobian.get();
        double[][] rows = new double[r.length][n];
        for (int i = 0; i < r.length; i++) System.arraycopy(flat, i * n, rows[i], 0, n);
        return new Pair<>(new ArrayRealVector(r), new Array2DRowRealMatrix(rows, false));
    }
}
