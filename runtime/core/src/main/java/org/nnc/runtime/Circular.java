package org.nnc.runtime;

/**
 * Sine and cosine of one {@code double}, off by at most 2 units in the last place, in plain arithmetic without a branch: where
 * both are taken of one number, the virtual machine computes what they share once.
 */
final class Circular {
    /** Adding this leaves a whole number in the last bits. */
    private static final double WHOLE = 0x1.8p52;

    /** Beyond this the library reduces the argument, with more digits. */
    private static final double FAR = 200_000;

    private static final double PER = 0.6366197723675814;

    // A quarter of a turn in three parts: the first two have zeros at their end, so that multiples of them are exact.
    private static final double HIGH = 1.5707963267341256;
    private static final double MIDDLE = 6.077100506303966E-11;
    private static final double LOW = 2.0222662487959506E-21;

    private Circular() {}

    static double sin(double x) {
        if (!(Math.abs(x) < FAR)) {
            return Math.sin(x);
        }
        double w = Fma.of(x, PER, WHOLE);
        double r = rest(x, w);
        return turned(Double.doubleToRawLongBits(w), sine(r), cosine(r));
    }

    static double cos(double x) {
        if (!(Math.abs(x) < FAR)) {
            return Math.cos(x);
        }
        double w = Fma.of(x, PER, WHOLE);
        double r = rest(x, w);
        return turned(Double.doubleToRawLongBits(w) + 1, sine(r), cosine(r));
    }

    /** What is left of x beyond the nearest quarter of a turn, whose number stands in the last bits of w. */
    private static double rest(double x, double w) {
        double h = w - WHOLE;
        return Fma.of(h, -LOW, Fma.of(h, -MIDDLE, Fma.of(h, -HIGH, x)));
    }

    /** The one or the other with its sign, after so many quarters. */
    private static double turned(long quarters, double sine, double cosine) {
        long odd = -(quarters & 1);
        long bits = Double.doubleToRawLongBits(sine) & ~odd | Double.doubleToRawLongBits(cosine) & odd;
        return Double.longBitsToDouble(bits ^ (quarters & 2) << 62);
    }

    // The polynomials of fdlibm for arguments up to an eighth of a turn.

    private static double sine(double r) {
        double z = r * r;
        double p = Fma.of(
                z, Fma.of(z, 1.58969099521155010221e-10, -2.50507602534068634195e-08), 2.75573137070700676789e-06);
        p = Fma.of(z, Fma.of(z, p, -1.98412698298579493134e-04), 8.33333333332248946124e-03);
        double sine = Fma.of(z * r, Fma.of(z, p, -1.66666666666666324348e-01), r);
        // The sign of a zero, which a sum does not keep.
        long sign = Double.doubleToRawLongBits(r) & Long.MIN_VALUE;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(sine) | sign);
    }

    private static double cosine(double r) {
        double z = r * r;
        double p = Fma.of(
                z, Fma.of(z, -1.13596475577881948265e-11, 2.08757232129817482790e-09), -2.75573143513906633035e-07);
        p = Fma.of(z, Fma.of(z, p, 2.48015872894767294178e-05), -1.38888888888741095749e-03);
        p = Fma.of(z, p, 4.16666666666666019037e-02);
        double half = 0.5 * z;
        double most = 1 - half;
        // What rounding took from 1 - z/2 comes back.
        return most + Fma.of(z * z, p, 1 - most - half);
    }
}
