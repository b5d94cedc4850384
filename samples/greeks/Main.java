package greeks;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.nnc.runtime.Special;

/** The Greeks against the formulas of the textbook, and those of a basket against differences along the same paths. */
public final class Main {
    private static final int OPTIONS = 1000;
    private static final int PATHS = 20_000;

    private Main() {}

    public static void main(String[] args) {
        formulas();
        basket();
    }

    private static double density(double x) {
        return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    /** The normal distribution by the complementary error function, apart from the model's own. */
    private static double cdf(double x) {
        return 0.5 * Special.erfc(-x / Math.sqrt(2));
    }

    private static void formulas() {
        Random random = new Random(1);
        double[] s = random.doubles(OPTIONS, 50, 150).toArray();
        double[] k = random.doubles(OPTIONS, 50, 150).toArray();
        double[] r = random.doubles(OPTIONS, 0, 0.1).toArray();
        double[] v = random.doubles(OPTIONS, 0.1, 0.6).toArray();
        double[] t = random.doubles(OPTIONS, 0.1, 3).toArray();
        Greeks model = new Greeks();
        model.forward(OPTIONS, s, k, r, v, t);
        double[] worst = new double[6];
        for (int n = 0; n < OPTIONS; n++) {
            double root = Math.sqrt(t[n]);
            double d1 = (Math.log(s[n] / k[n]) + (r[n] + 0.5 * v[n] * v[n]) * t[n]) / (v[n] * root);
            double d2 = d1 - v[n] * root;
            double paid = k[n] * Math.exp(-r[n] * t[n]);
            double[] formula = {
                s[n] * cdf(d1) - paid * cdf(d2),
                cdf(d1),
                density(d1) / (s[n] * v[n] * root),
                s[n] * density(d1) * root,
                -s[n] * density(d1) * v[n] / (2 * root) - r[n] * paid * cdf(d2),
                paid * t[n] * cdf(d2)
            };
            double[] found = {
                model.price()[n], model.delta()[n], model.gamma()[n], model.vega()[n], model.theta()[n], model.rho()[n]
            };
            for (int g = 0; g < 6; g++) {
                double error = Math.abs(found[g] - formula[g]) / Math.max(1, Math.abs(formula[g]));
                worst[g] = Math.max(worst[g], error);
            }
        }
        String[] names = {"price", "delta", "gamma", "vega", "theta", "rho"};
        for (int g = 0; g < 6; g++) {
            if (!(worst[g] < 1e-12)) throw new IllegalStateException(names[g] + " is off by " + worst[g]);
            System.out.println(names[g] + " of 1000 options: within 1e-12 of the formula");
        }
    }

    private static void basket() {
        int d = Basket.D;
        Random random = new Random(2);
        double[] spot = random.doubles(d, 80, 120).toArray();
        double[] vol = random.doubles(d, 0.15, 0.4).toArray();
        double[] weight = new double[d];
        java.util.Arrays.fill(weight, 1.0 / d);
        // All correlations 0.3: the Cholesky factor of that matrix.
        double[] factor = new double[d * d];
        for (int i = 0; i < d; i++) {
            double rest = 1;
            for (int j = 0; j <= i; j++) {
                double sum = i == j ? 1 : 0.3;
                for (int l = 0; l < j; l++) sum -= factor[i * d + l] * factor[j * d + l];
                factor[i * d + j] = i == j ? Math.sqrt(rest) : sum / factor[j * d + j];
                rest -= factor[i * d + j] * factor[i * d + j];
            }
        }
        double[] z = new double[PATHS * d];
        for (int i = 0; i < z.length; i++) z[i] = random.nextGaussian();
        Basket model = new Basket();
        DoubleSupplier price = () -> model.forward(PATHS, spot, vol, weight, factor, 0.03, 1, 100, z);
        price.getAsDouble();
        model.backward();
        double[] delta = model.d_spot().clone();
        double[] vega = model.d_vol().clone();
        for (int i = 0; i < d; i++) {
            check("delta " + i, delta[i], difference(spot, i, 1e-4, price));
            check("vega " + i, vega[i], difference(vol, i, 1e-6, price));
        }
        System.out.println("basket of 10 assets, 20000 paths: 10 deltas and 10 vegas agree with differences");
    }

    private static double difference(double[] x, int i, double step, DoubleSupplier f) {
        double at = x[i];
        x[i] = at + step;
        double up = f.getAsDouble();
        x[i] = at - step;
        double down = f.getAsDouble();
        x[i] = at;
        return (up - down) / (2 * step);
    }

    /** A path that crosses the strike between the two points makes the difference, not the derivative, jump a little. */
    private static void check(String what, double found, double difference) {
        if (!(Math.abs(found - difference) < 1e-3 * Math.max(1, Math.abs(difference)))) {
            throw new IllegalStateException(what + " is " + found + ", the difference " + difference);
        }
    }
}
