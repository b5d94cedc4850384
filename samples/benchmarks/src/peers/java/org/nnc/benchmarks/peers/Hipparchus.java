package org.nnc.benchmarks.peers;

import java.util.function.Function;
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
        return switch (workload.name()) {
            case "W8.call" -> new Value(x, v -> price(v, Hipparchus::polynomial));
            case "W8.exact" -> new Value(x, v -> price(v, Hipparchus::normal));
            default -> new Value(x, Hipparchus::rosenbrock);
        };
    }

    private static final class Value implements Side {
        private final double[] x;
        private final Function<Gradient[], Gradient> function;
        private double[] gradient;

        Value(double[] x, Function<Gradient[], Gradient> function) {
            this.x = x;
            this.function = function;
        }

        @Override
        public double call() {
            int n = x.length;
            Gradient[] v = new Gradient[n];
            for (int i = 0; i < n; i++) v[i] = Gradient.variable(n, i, x[i]);
            Gradient f = function.apply(v);
            gradient = f.getGradient();
            return f.getValue();
        }

        @Override
        public double[] result() {
            return gradient;
        }
    }

    private static Gradient price(Gradient[] in, Function<Gradient, Gradient> normal) {
        Gradient s = in[0];
        Gradient k = in[1];
        Gradient r = in[2];
        Gradient v = in[3];
        Gradient t = in[4];
        Gradient spread = v.multiply(t.sqrt());
        Gradient d1 = s.divide(k).log().add(r.add(v.multiply(v).multiply(0.5)).multiply(t)).divide(spread);
        Gradient d2 = d1.subtract(spread);
        Gradient discounted = k.multiply(r.multiply(t).negate().exp());
        return s.multiply(normal.apply(d1)).subtract(discounted.multiply(normal.apply(d2)));
    }

    private static Gradient polynomial(Gradient d) {
        Gradient w = d.multiply(0.2316419).add(1).reciprocal();
        Gradient sum = w.multiply(1.330274429).add(-1.821255978).multiply(w).add(1.781477937);
        Gradient tail = sum.multiply(w).add(-0.356563782).multiply(w).add(0.319381530).multiply(w);
        return d.multiply(d).multiply(-0.5).exp().multiply(0.3989422804014327).multiply(tail).negate().add(1);
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
