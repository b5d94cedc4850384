package org.nnc.runtime;

/**
 * The error function family: polynomials fitted for this file at Chebyshev points in 60-digit arithmetic, each to a
 * relative error below 1e-17; what remains is rounding, under 1e-15 relative everywhere.
 *
 * <p>erf(x) = x P(x^2) for |x| &lt; 1, and erfc(x) = exp(-x^2) erfcx(x) for x &gt; 1/2, where the scaled function erfcx
 * is smooth (DLMF 7.2 and 7.12).
 */
final class Erf {
    /** erfcx(x) in x - 0.875, for x in 0.5..1.25. */
    private static final double[] SCALED_1 = {
        0.464311583202669,
        -0.3158338964908418,
        0.18795692377318343,
        -0.10091439212620511,
        0.04982841533122216,
        -0.022925811484455237,
        0.009922776769590946,
        -0.004069537665061771,
        0.0015904825816719737,
        -0.0005950810820218508,
        0.00021396106885577818,
        -7.415897873670597E-05,
        2.4813862578236507E-05,
        -8.055394169675349E-06,
        2.6756701916034212E-06,
        -8.178793859368783E-07
    };

    /** erfcx(x) in x - 1.75, for x in 1.25..2.25. */
    private static final double[] SCALED_2 = {
        0.2849722347374364,
        -0.1309763455144852,
        0.05576363008708832,
        -0.02225999524138859,
        0.008404319207240786,
        -0.0030209746514030167,
        0.0010392045252595548,
        -0.0003435333541774682,
        0.00010950524432700439,
        -3.375534416655017E-05,
        1.0087058777659572E-05,
        -2.928032398202296E-06,
        8.253675511178991E-07,
        -2.2731922123953232E-07,
        6.551213457593634E-08,
        -1.716233582646504E-08
    };

    /** erfcx(x) in x - 3.125, for x in 2.25..4. */
    private static final double[] SCALED_3 = {
        0.1724443521021736,
        -0.05060196645692752,
        0.014313206924274952,
        -0.003915463212378545,
        0.0010386921928009516,
        -0.000267820043957364,
        6.725151841150223E-05,
        -1.6474013905450906E-05,
        3.942556687196299E-06,
        -9.230057869984897E-07,
        2.1163102759903818E-07,
        -4.7573047518765484E-08,
        1.0497966579098026E-08,
        -2.2743543123670428E-09,
        4.795130468842655E-10,
        -1.0049709853235583E-10,
        2.4071272237571618E-11,
        -4.8674106867670034E-12
    };

    /** erfcx(x) in x - 5.25, for x in 4..6.5. */
    private static final double[] SCALED_4 = {
        0.1056127354688918, -0.01944544467214865, 0.0035241509401113535, -0.0006291014910425368,
        0.00011068405606976187, -1.9204078672179985E-05, 3.287547675368723E-06, -5.555580995456566E-07,
        9.271692936436995E-08, -1.528762560776126E-08, 2.4913490208498394E-09, -4.0142970927946425E-10,
        6.400643646361617E-11, -1.009170991467668E-11, 1.5543335188857936E-12, -2.4022030949693875E-13,
        4.370794859260046E-14, -6.601959807641583E-15
    };

    /** x erfcx(x) in 1/x^2, for x &gt;= 6. */
    private static final double[] SCALED_5 = {
        0.5641895835477563,
        -0.28209479177385105,
        0.4231421876215437,
        -1.0578554468499726,
        3.7024876063761933,
        -16.660096988181703,
        91.51417736327535,
        -586.9115191209945,
        4054.3906595796225,
        -25006.23066866484,
        92075.12002292661
    };

    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
    private static final double ROOT_HALF = 0.7071067811865476;
    private static final double ROOT_HALF_REST = -4.833646656726457E-17;
    private static final double ROOT_TWO_PI = 2.5066282746310007;

    private Erf() {}

    static double erf(double x) {
        double a = Math.abs(x);
        if (a < 1) {
            return x * small(x * x);
        }
        if (Double.isNaN(x)) {
            return x;
        }
        double y = a > 6 ? 1 : 1 - expOfMinusSquare(a) * erfcx(a);
        return x < 0 ? -y : y;
    }

    /** erf(x)/x in x^2, for |x| &lt;= 1: by parts that do not wait for each other, small ones first. */
    private static double small(double u) {
        double square = u * u;
        double fourth = square * square;
        double low =
                1.1283791670955126 - 0.37612638903183543 * u + (0.11283791670945006 - 0.02686617064323777 * u) * square;
        double middle = 0.0052239776071164225
                - 0.0008548325975389692 * u
                + (0.00012055294904839707 - 1.492473690741966E-05 * u) * square;
        double high = 1.6447424703317362E-06
                - 1.6208483801871705E-07 * u
                + (1.3720064546777686E-08 - 7.795898827002142E-10 * u) * square;
        return low + (middle + high * fourth) * fourth;
    }

    static double erfc(double x) {
        if (x < 0.5) {
            return x < -1 ? (x < -6 ? 2 : 2 - expOfMinusSquare(-x) * erfcx(-x)) : 1 - erf(x);
        }
        // Beyond 27.3 the result is below the smallest double.
        return x > 28 ? 0 : expOfMinusSquare(x) * erfcx(x);
    }

    /** {@code exp(x*x) * erfc(x)} for x &gt;= 0.5; NaN stays NaN. */
    static double erfcx(double x) {
        if (x < 1.25) {
            return polynomial(SCALED_1, x - 0.875);
        }
        if (x < 2.25) {
            return polynomial(SCALED_2, x - 1.75);
        }
        if (x < 4) {
            return polynomial(SCALED_3, x - 3.125);
        }
        return x < 6.5 ? polynomial(SCALED_4, x - 5.25) : polynomial(SCALED_5, 1 / x / x) / x;
    }

    /** Without the error of rounding x*x, which the exponential would magnify by x*x. */
    private static double expOfMinusSquare(double x) {
        double high = (float) x;
        return StrictMath.exp(-high * high) * StrictMath.exp(-(x - high) * (x + high));
    }

    static double normcdf(double x) {
        double z = -x * ROOT_HALF;
        if (z < 0.5 || z > 28) {
            return 0.5 * erfc(z);
        }
        // In the tail the relative error of z is magnified by 2*z*z: carry what rounding took away.
        double zHigh = (float) z;
        double xHigh = (float) x;
        double high = (float) ROOT_HALF;
        double low = ROOT_HALF - high;
        double product = -xHigh * high - z - (x - xHigh) * high - x * low - x * ROOT_HALF_REST;
        double square = StrictMath.exp(-zHigh * zHigh) * StrictMath.exp(-(z - zHigh) * (z + zHigh));
        double scaled = erfcx(z);
        // d erfc(z) = -2/sqrt(pi) exp(-z*z) dz
        return 0.5 * square * (scaled - TWO_OVER_ROOT_PI * product);
    }

    /** A start by a rational approximation (P. J. Acklam's form), refined where each region is well conditioned. */
    static double normquantile(double p) {
        if (!(p > 0 && p < 1)) {
            return p == 0 ? Double.NEGATIVE_INFINITY : p == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        if (p > 0.5) {
            // 1 - p is exact here.
            return p < 0.75 ? central(p - 0.5) : -tail(1 - p);
        }
        return p > 0.25 ? central(p - 0.5) : tail(p);
    }

    /** Solves erf(x / sqrt 2) = 2q, two Halley steps from the first terms of the inverse series. */
    private static double central(double q) {
        double w = q * ROOT_TWO_PI;
        double w2 = w * w;
        double x = w * (1 + w2 * (1.0 / 6 + w2 * (7.0 / 120 + w2 * (127.0 / 5040))));
        for (int i = 0; i < 2; i++) {
            double u = (0.5 * erf(x * ROOT_HALF) - q) * ROOT_TWO_PI * StrictMath.exp(0.5 * x * x);
            x -= u / (1 + 0.5 * x * u);
        }
        return x;
    }

    /**
     * Solves log normcdf(x) = log p for p &lt;= 1/4 by Newton, whose residual is relative to p: good to the smallest
     * p; it is concave, so that the steps converge from any start on the left.
     */
    private static double tail(double p) {
        double log = StrictMath.log(p);
        double t = Math.sqrt(-2 * log);
        // Abramowitz and Stegun 26.2.23, within 4.5e-4.
        double x = -(t
                - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
        for (int i = 0; i < 3; i++) {
            double z = -x * ROOT_HALF;
            double scaled = z < 0.5 ? StrictMath.exp(z * z) * erfc(z) : erfcx(z);
            double residual = p > 1e-5
                    ? StrictMath.log1p((normcdf(x) - p) / p)
                    : StrictMath.log(0.5 * scaled) - 0.5 * x * x - log;
            double slope = 2 / (ROOT_TWO_PI * scaled);
            x -= residual / slope;
        }
        return x;
    }

    static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            sum = sum * x + coefficients[i];
        }
        return sum;
    }
}
