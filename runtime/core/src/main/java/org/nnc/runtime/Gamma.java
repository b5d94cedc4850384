package org.nnc.runtime;

/**
 * log-gamma and its derivatives: polynomials fitted for this file at Chebyshev points in 60-digit arithmetic on 1..2,
 * recurrences from there, Stirling's series beyond, reflection below 0 (DLMF 5.5, 5.11, 5.15).
 */
final class Gamma {
    /** lgamma(x)/((x-1)(x-2)) in x - 1.25, for x in 1..1.5. */
    private static final double[] LOG_1 = {
        0.5241164609163369,
        -0.18455838443681608,
        0.09456573803301091,
        -0.056273407273818285,
        0.03615879797542416,
        -0.024308805034753914,
        0.01682767907679148,
        -0.011888238827465274,
        0.008525117919379873,
        -0.006183930152685169,
        0.004526851789362695,
        -0.003339829864567926,
        0.002478654300849903,
        -0.00182908008305119,
        0.0013707490482406425,
        -0.0012166344629023404,
        0.0009196654642302735
    };

    /** The same in x - 1.75, for x in 1.5..2. */
    private static final double[] LOG_2 = {
        0.4501393121092563,
        -0.11948158662524276,
        0.0445204471985097,
        -0.019053957830233514,
        0.00877637042524237,
        -0.004226194128338483,
        0.0020955338816347592,
        -0.001060565891133046,
        0.0005448968809194371,
        -0.00028319780379355776,
        0.00014852078889159766,
        -7.831227457341395E-05,
        4.162338844905075E-05,
        -2.3854570612650696E-05,
        1.2807015979945507E-05
    };

    /** digamma(x)/(x-root) in x - 1.25, for x in 1..1.5. */
    private static final double[] PSI_1 = {
        1.0747589096650145,
        -0.5791664818235417,
        0.40023923094282465,
        -0.2998194686573864,
        0.23226650153188502,
        -0.1827773492838793,
        0.1449583674692417,
        -0.11542831205414934,
        0.09210990119870723,
        -0.07358634649164202,
        0.058823576244651676,
        -0.04703920581273237,
        0.03764733288479069,
        -0.03011402042745277,
        0.023699371042433547,
        -0.018958741550904424,
        0.018495857097213627,
        -0.014796528051356691
    };

    /** The same in x - 1.75, for x in 1.5..2. */
    private static final double[] PSI_2 = {
        0.8581832171262995,
        -0.32625462786810605,
        0.15712011335204265,
        -0.08228558635558357,
        0.04479965445267514,
        -0.024890048522512667,
        0.01398578620324799,
        -0.007910466228862838,
        0.004491812238388615,
        -0.002556785797730015,
        0.0014574316883487004,
        -0.0008294317248202582,
        0.0004734978561274989,
        -0.0002927973030925864,
        0.0001672503390180045
    };

    /** B(2k) / (2k (2k-1)). */
    private static final double[] LOG_STIRLING = {
        0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
        0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
        0.17964437236883057, -1.3924322169059011, 13.402864044168393
    };

    /** B(2k) / 2k. */
    private static final double[] PSI_STIRLING = {
        0.08333333333333333,
        -0.008333333333333333,
        0.003968253968253968,
        -0.004166666666666667,
        0.007575757575757576,
        -0.021092796092796094,
        0.08333333333333333,
        -0.4432598039215686,
        3.0539543302701198,
        -26.456212121212122,
        281.46014492753625
    };

    /** B(2k). */
    private static final double[] BERNOULLI = {
        0.16666666666666666,
        -0.03333333333333333,
        0.023809523809523808,
        -0.03333333333333333,
        0.07575757575757576,
        -0.2531135531135531,
        1.1666666666666667,
        -7.092156862745098,
        54.971177944862156,
        -529.1242424242424,
        6192.123188405797,
        -86580.25311355312,
        1425517.1666666667
    };

    /** The positive root of digamma, and what its double leaves out. */
    private static final double ROOT = 1.4616321449683622;

    private static final double ROOT_REST = 9.549995429965697E-17;

    /** (log(2 pi) - 1) / 2. */
    private static final double STIRLING = 0.4189385332046727;

    private Gamma() {}

    static double lgamma(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (x <= 0) {
            if (x == Math.rint(x)) {
                return Double.POSITIVE_INFINITY;
            }
            if (x > -1e-300) {
                return -StrictMath.log(-x);
            }
            // |x Gamma(x) Gamma(-x)| = pi / |sin(pi x)|
            return StrictMath.log(Math.PI / Math.abs(x * sinPi(x))) - lgamma(-x);
        }
        if (x < 1) {
            return lgamma12(x + 1, x) - StrictMath.log(x);
        }
        if (x <= 2) {
            // Plus 0: never -0.
            return lgamma12(x, x - 1) + 0.0;
        }
        if (x < 8) {
            double product = 1;
            double y = x;
            while (y >= 2) {
                y -= 1;
                product *= y;
            }
            return lgamma12(y, y - 1) + StrictMath.log(product);
        }
        if (x > 1e18) {
            return x * (StrictMath.log(x) - 1);
        }
        double r = 1 / x;
        return (x - 0.5) * (StrictMath.log(x) - 1) + STIRLING + r * Erf.polynomial(LOG_STIRLING, r * r);
    }

    /** For x in 1..2; {@code above} is x - 1, kept apart since 1 + tiny rounds. */
    private static double lgamma12(double x, double above) {
        double quotient = x < 1.5 ? Erf.polynomial(LOG_1, x - 1.25) : Erf.polynomial(LOG_2, x - 1.75);
        return above * (above - 1) * quotient;
    }

    static double digamma(double x) {
        if (x <= 0) {
            if (x == 0) {
                // -1/x, with the sign of the zero.
                return -1 / x;
            }
            if (x == Math.rint(x)) {
                return Double.NaN;
            }
            return digamma(1 - x) - Math.PI * cotPi(x);
        }
        if (x < 1) {
            return digamma12(x + 1) - 1 / x;
        }
        if (x < 10) {
            double sum = 0;
            double y = x;
            while (y >= 2) {
                y -= 1;
                sum += 1 / y;
            }
            return digamma12(y) + sum;
        }
        double r = 1 / x;
        return StrictMath.log(x) - 0.5 * r - r * r * Erf.polynomial(PSI_STIRLING, r * r);
    }

    private static double digamma12(double x) {
        double quotient = x < 1.5 ? Erf.polynomial(PSI_1, x - 1.25) : Erf.polynomial(PSI_2, x - 1.75);
        return (x - ROOT - ROOT_REST) * quotient;
    }

    static double polygamma(int n, double x) {
        if (n == 0) {
            return digamma(x);
        }
        if (n < 0 || n > 100) {
            throw new IllegalArgumentException("polygamma: order " + n + " is outside 0..101");
        }
        if (Double.isNaN(x) || x == Double.POSITIVE_INFINITY) {
            return Double.isNaN(x) ? x : 0;
        }
        boolean odd = n % 2 == 1;
        if (x > 0) {
            double size = positive(n, x);
            return odd ? size : -size;
        }
        if (x == Math.rint(x)) {
            // An even pole has a value, an odd one has two.
            return odd ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        double mirrored = polygamma(n, 1 - x);
        return (odd ? -mirrored : mirrored) - cotangentDerivative(n, x);
    }

    /** |polygamma(n, x)| for n, x &gt; 0: a sum of positive terms up to where Stirling's series holds. */
    private static double positive(int n, double x) {
        double factorial = 1;
        for (int i = 2; i <= n; i++) {
            factorial *= i;
        }
        double sum = 0;
        double y = x;
        while (y < 12 + n) {
            sum += factorial * StrictMath.pow(y, -n - 1);
            y += 1;
        }
        double power = factorial / n * StrictMath.pow(y, -n);
        double series = power * (1 + n / (2 * y));
        // B(2k) (2k+n-1)! / ((2k)! y^(2k+n)), each coefficient from the last one.
        double coefficient = power;
        for (int k = 1; k <= BERNOULLI.length; k++) {
            coefficient *= (2.0 * k + n - 2) * (2.0 * k + n - 1) / ((2.0 * k - 1) * (2.0 * k) * y * y);
            series += BERNOULLI[k - 1] * coefficient;
        }
        return sum + series;
    }

    /** The n-th derivative of pi cot(pi x), from d c / d x = -pi (1 + c^2). */
    private static double cotangentDerivative(int n, double x) {
        double[] c = {0, 1};
        for (int step = 0; step < n; step++) {
            double[] next = new double[c.length + 1];
            for (int i = 1; i < c.length; i++) {
                next[i - 1] -= i * c[i];
                next[i + 1] -= i * c[i];
            }
            c = next;
        }
        return StrictMath.pow(Math.PI, n + 1) * Erf.polynomial(c, cotPi(x));
    }

    /** sin(pi x) with the argument reduced exactly. */
    private static double sinPi(double x) {
        double r = x - 2 * Math.rint(0.5 * x);
        if (Math.abs(r) <= 0.25) {
            return StrictMath.sin(Math.PI * r);
        }
        double a = Math.abs(r);
        double s = a < 0.75 ? StrictMath.cos(Math.PI * (a - 0.5)) : StrictMath.sin(Math.PI * (1 - a));
        return r < 0 ? -s : s;
    }

    /** cot(pi x) with the argument reduced exactly. */
    private static double cotPi(double x) {
        double r = x - Math.rint(x);
        if (Math.abs(r) <= 0.25) {
            return 1 / StrictMath.tan(Math.PI * r);
        }
        return r > 0 ? StrictMath.tan(Math.PI * (0.5 - r)) : -StrictMath.tan(Math.PI * (0.5 + r));
    }
}
