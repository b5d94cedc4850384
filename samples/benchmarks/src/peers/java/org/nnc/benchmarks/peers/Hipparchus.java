package org.nnc.benchmarks.peers;

import org.hipparchus.analysis.differentiation.Gradient;
import org.nnc.benchmarks.Side;
import org.nnc.benchmarks.Workloads.Workload;

/** The scalar functions in Hipparchus' forward mode, with all partial derivatives carried through every operation. */
public final class Hipparchus {
    private Hipparchus() {}

    /** Null where the workload is none of the scalar functions. */
    public static Side of(Workload workload) {
        if (!workload.name().startsWith("W8")) return null;
        double[] x = workload.point();
        return workload.name().equals("W8.call") ? new Value(x, true) : new Value(x, false);
    }

    private static final class Value implements Side {
        private final double[] x;
        private final boolean call;
        private double[] gradient;

        Value(double[] x, boolean call) {
            this.x = x;
            this.call = call;
        }

        @Override
        public double call() {
            int n = x.length;
            Gradient[] v = new Gradient[n];
            for (int i = 0; i < n; i++) v[i] = Gradient.variable(n, i, x[i]);
            Gradient f = call ? price(v[0], v[1], v[2], v[3], v[4]) : rosenbrock(v);
            gradient = f.getGradient();
            return f.getValue();
        }

        @Override
        public double[] result() {
            return gradient;
        }
    }

    private static Gradient price(Gradient s, Gradient k, Gradient r, Gradient v, Gradient t) {
        Gradient spread = v.multiply(t.sqrt());
        Gradient d1 = s.divide(k).log().add(r.add(v.multiply(v).multiply(0.5)).multiply(t)).divide(spread);
        Gradient d2 = d1.subtract(spread);
        Gradient discounted = k.multiply(r.multiply(t).negate().exp());
        return s.multiply(normal(d1)).subtract(discounted.multiply(normal(d2)));
    }

    /** It has no normal distribution over gradients: the value, and the density as the slope. */
    private static Gradient normal(Gradient d) {
        double x = d.getValue();
        return d.compose(org.nnc.runtime.Special.normcdf(x), 0.3989422804014327 * Math.exp(-0.5 * x * x));
    }

    private static Gradient rosenbrock(Gradient[] x) {
        Gradient f = Gradient.constant(x.length, 0);
        for (int i = 0; i + 1 < x.length; i++) {
            Gradient a = x[i + 1].subtract(x[i].multiply(x[i]));
            Gradient b = x[i].negate().add(1);
            f = f.add(a.multiply(a).multiply(100)).add(b.multiply(b));
        }
        return f;
    }
}
