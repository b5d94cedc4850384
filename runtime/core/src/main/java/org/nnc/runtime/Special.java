package org.nnc.runtime;

/**
 * The functions of the language that the Java 8 library lacks, for floats and doubles.
 *
 * <p>Errors, measured against references of 40 digits: relative below 1e-15 for erf, erfc, normcdf (to the ends of
 * their range), normquantile, asinh, acosh, atanh and log2; below 1e-14 for lgamma, digamma and polygamma of positive
 * arguments; below 1e-14 of max(1, |y|) for negative ones, where the two terms of the reflection may cancel. The float
 * forms round the double result, but for sigmoid and softplus, which are off by at most 0.51 units in the last place. NaN goes through every function. All but xlogy, logaddexp, softplus and sigmoid give the same
 * bits on every virtual machine.
 */
public class Special {
    private static final double LN2 = 0.6931471805599453;
    private static final double ONE_OVER_LN2 = 1.4426950408889634;

    /** For the class that gives the quick functions, too, the same bits everywhere. */
    protected Special() {}

    /** The error function, {@code 2/sqrt(pi) * integral(0..x) exp(-t*t) dt}. */
    public static double erf(double x) {
        return Erf.erf(x);
    }

    /** The error function, {@code 2/sqrt(pi) * integral(0..x) exp(-t*t) dt}. */
    public static float erf(float x) {
        return (float) Erf.erf(x);
    }

    /** {@code 1 - erf(x)}, without its cancellation. */
    public static double erfc(double x) {
        return Erf.erfc(x);
    }

    /** {@code 1 - erf(x)}, without its cancellation. */
    public static float erfc(float x) {
        return (float) Erf.erfc(x);
    }

    /** {@code log |Gamma(x)|}; +infinity at 0, -1, -2, .. */
    public static double lgamma(double x) {
        return Gamma.lgamma(x);
    }

    /** {@code log |Gamma(x)|}; +infinity at 0, -1, -2, .. */
    public static float lgamma(float x) {
        return (float) Gamma.lgamma(x);
    }

    /** The derivative of lgamma; NaN at -1, -2, .., infinite at 0. */
    public static double digamma(double x) {
        return Gamma.digamma(x);
    }

    /** The derivative of lgamma; NaN at -1, -2, .., infinite at 0. */
    public static float digamma(float x) {
        return (float) Gamma.digamma(x);
    }

    /** The derivative of digamma; +infinity at 0, -1, -2, .. */
    public static double trigamma(double x) {
        return Gamma.polygamma(1, x);
    }

    /** The derivative of digamma; +infinity at 0, -1, -2, .. */
    public static float trigamma(float x) {
        return (float) Gamma.polygamma(1, x);
    }

    /** The derivative of trigamma; NaN at 0, -1, -2, .. */
    public static double tetragamma(double x) {
        return Gamma.polygamma(2, x);
    }

    /** The derivative of trigamma; NaN at 0, -1, -2, .. */
    public static float tetragamma(float x) {
        return (float) Gamma.polygamma(2, x);
    }

    /** The standard normal distribution function, {@code erfc(-x/sqrt(2))/2}. */
    public static double normcdf(double x) {
        return Erf.normcdf(x);
    }

    /** The standard normal distribution function, {@code erfc(-x/sqrt(2))/2}. */
    public static float normcdf(float x) {
        return (float) Erf.normcdf(x);
    }

    /** The inverse of normcdf: -infinity at 0, +infinity at 1, NaN outside. */
    public static double normquantile(double x) {
        return Erf.normquantile(x);
    }

    /** The inverse of normcdf: -infinity at 0, +infinity at 1, NaN outside. */
    public static float normquantile(float x) {
        return (float) Erf.normquantile(x);
    }

    /** The n-th derivative of digamma (n = 0 is digamma itself), for n up to 100. */
    public static double polygamma(int n, double x) {
        return Gamma.polygamma(n, x);
    }

    /** The n-th derivative of digamma (n = 0 is digamma itself), for n up to 100. */
    public static float polygamma(int n, float x) {
        return (float) Gamma.polygamma(n, x);
    }

    /** The inverse of sinh. */
    public static double asinh(double x) {
        double a = Math.abs(x);
        double y;
        if (a > 1e8) {
            y = StrictMath.log(a) + LN2;
        } else {
            // log(a + sqrt(1 + a*a)), arranged so that small arguments keep their digits.
            double square = a * a;
            y = a > 2
                    ? StrictMath.log(2 * a + 1 / (Math.sqrt(square + 1) + a))
                    : StrictMath.log1p(a + square / (1 + Math.sqrt(1 + square)));
        }
        return Math.copySign(y, x);
    }

    /** The inverse of sinh. */
    public static float asinh(float x) {
        return (float) asinh((double) x);
    }

    /** {@code 1 / cosh(x)}. */
    public static double sech(double x) {
        return 1 / StrictMath.cosh(x);
    }

    /** {@code 1 / cosh(x)}. */
    public static float sech(float x) {
        return (float) sech((double) x);
    }

    /** The inverse of cosh, for x &gt;= 1; NaN below. */
    public static double acosh(double x) {
        if (x > 1e8) {
            return StrictMath.log(x) + LN2;
        }
        if (x > 2) {
            return StrictMath.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
        }
        double t = x - 1;
        return StrictMath.log1p(t + Math.sqrt(2 * t + t * t));
    }

    /** The inverse of cosh, for x &gt;= 1; NaN below. */
    public static float acosh(float x) {
        return (float) acosh((double) x);
    }

    /** The inverse of tanh; infinite at -1 and 1, NaN outside. */
    public static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * StrictMath.log1p(2 * a / (1 - a)), x);
    }

    /** The inverse of tanh; infinite at -1 and 1, NaN outside. */
    public static float atanh(float x) {
        return (float) atanh((double) x);
    }

    /** 2 to the power of x. */
    public static double exp2(double x) {
        return StrictMath.pow(2, x);
    }

    /** 2 to the power of x. */
    public static float exp2(float x) {
        return (float) exp2((double) x);
    }

    /** The logarithm to the base 2, exact for powers of 2. */
    public static double log2(double x) {
        if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
            return StrictMath.log(x);
        }
        double scaled = x < Double.MIN_NORMAL ? x * 0x1p54 : x;
        int exponent = Math.getExponent(scaled);
        double mantissa = Math.scalb(scaled, -exponent);
        if (mantissa > 1.4142135623730951) {
            mantissa *= 0.5;
            exponent++;
        }
        if (scaled != x) {
            exponent -= 54;
        }
        return exponent + StrictMath.log(mantissa) * ONE_OVER_LN2;
    }

    /** The logarithm to the base 2, exact for powers of 2. */
    public static float log2(float x) {
        return (float) log2((double) x);
    }

    /** {@code x * log(y)}, and 0 where x is 0 and y is not NaN. */
    public static double xlogy(double x, double y) {
        return x == 0 && !Double.isNaN(y) ? 0 : x * Math.log(y);
    }

    /** {@code x * log(y)}, and 0 where x is 0 and y is not NaN. */
    public static float xlogy(float x, float y) {
        return (float) xlogy((double) x, y);
    }

    /** {@code log(exp(a) + exp(b))} without overflow. */
    public static double logaddexp(double a, double b) {
        if (a == b) {
            // Also for two infinities, whose difference is NaN.
            return a + LN2;
        }
        return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
    }

    /** {@code log(exp(a) + exp(b))} without overflow. */
    public static float logaddexp(float a, float b) {
        return (float) logaddexp((double) a, b);
    }

    /** {@code log(1 + exp(x))} without overflow, to the last digits on both sides. */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** {@code log(1 + exp(x))} without overflow, to the last digits on both sides. */
    public static float softplus(float x) {
        return Exponential.softplus(x);
    }

    /** {@code 1 / (1 + exp(-x))}, relative accuracy on both sides. */
    public static double sigmoid(double x) {
        return Exponential.sigmoid(x);
    }

    /** {@code 1 / (1 + exp(-x))}, relative accuracy on both sides. */
    public static float sigmoid(float x) {
        return (float) Exponential.sigmoid(x);
    }

    /** {@code e} to the power of x. */
    public static double exp(double x) {
        return Exponential.exp(x);
    }

    /** The double result, rounded. */
    public static float exp(float x) {
        return (float) exp((double) x);
    }

    /** The sine. */
    public static double sin(double x) {
        return Circular.sin(x);
    }

    /** The double result, rounded. */
    public static float sin(float x) {
        return (float) sin((double) x);
    }

    /** The cosine. */
    public static double cos(double x) {
        return Circular.cos(x);
    }

    /** The double result, rounded. */
    public static float cos(float x) {
        return (float) cos((double) x);
    }

    /** The hyperbolic tangent. */
    public static double tanh(double x) {
        return Exponential.tanh(x);
    }

    /** The double result, rounded. */
    public static float tanh(float x) {
        return (float) tanh((double) x);
    }

    /** The hyperbolic cosine. */
    public static double cosh(double x) {
        return Exponential.cosh(x);
    }

    /** The double result, rounded. */
    public static float cosh(float x) {
        return (float) cosh((double) x);
    }

    /** {@code max(0, x)}; NaN stays NaN, -0 becomes 0. */
    public static double relu(double x) {
        return Math.max(x, 0);
    }

    /** {@code min(max(x, low), high)}; NaN in any argument gives NaN. */
    public static double clamp(double x, double low, double high) {
        return Math.min(Math.max(x, low), high);
    }

    /** The nearest whole number, halves to the even one. */
    public static double round(double x) {
        return Math.rint(x);
    }

    /** {@code a - b * floor(a / b)} with the sign of b, exact where the remainder is; NaN for b = 0. */
    public static double floorMod(double a, double b) {
        double rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }

    /** {@code floor(a / b)} of the exact quotient; infinite or NaN for b = 0. */
    public static double floorDiv(double a, double b) {
        if (b == 0) {
            return a / b;
        }
        double rest = a % b;
        // A multiple of b, so that the quotient is whole but for rounding.
        double whole = (a - rest) / b;
        if (rest != 0 && rest < 0 != b < 0) {
            whole -= 1;
        }
        // Plus 0: never -0.
        return Math.rint(whole) + 0.0;
    }

    /** {@code max(0, x)}; NaN stays NaN, -0 becomes 0. */
    public static float relu(float x) {
        return Math.max(x, 0);
    }

    /** {@code min(max(x, low), high)}; NaN in any argument gives NaN. */
    public static float clamp(float x, float low, float high) {
        return Math.min(Math.max(x, low), high);
    }

    /** The nearest whole number, halves to the even one. */
    public static float round(float x) {
        return (float) Math.rint(x);
    }

    /** {@code a - b * floor(a / b)} with the sign of b, exact where the remainder is; NaN for b = 0. */
    public static float floorMod(float a, float b) {
        float rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }

    /** {@code floor(a / b)} of the exact quotient; infinite or NaN for b = 0. */
    public static float floorDiv(float a, float b) {
        if (b == 0) {
            return a / b;
        }
        float rest = a % b;
        // A multiple of b, so that the quotient is whole but for rounding.
        float whole = (a - rest) / b;
        if (rest != 0 && rest < 0 != b < 0) {
            whole -= 1;
        }
        // Plus 0: never -0.
        return (float) Math.rint(whole) + 0f;
    }

    /** The quotient rounded down; dividing by 0 is an ArithmeticException that says so. */
    public static int floorDiv(int a, int b) {
        if (b == 0) {
            throw new ArithmeticException(a + " div 0");
        }
        return Math.floorDiv(a, b);
    }

    /** The remainder with the sign of b; dividing by 0 is an ArithmeticException that says so. */
    public static int floorMod(int a, int b) {
        if (b == 0) {
            throw new ArithmeticException(a + " mod 0");
        }
        return Math.floorMod(a, b);
    }
}
