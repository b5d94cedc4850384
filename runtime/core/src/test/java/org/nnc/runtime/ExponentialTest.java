package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The exponential, sigmoid, tanh and cosh against decimals of 60 digits, in units in the last place. */
class ExponentialTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final BigDecimal ONE = BigDecimal.ONE;

    /** Taylor's series after halving the argument so often that it converges at once. */
    private static BigDecimal exp(BigDecimal x) {
        int halvings = 0;
        BigDecimal r = x;
        while (r.abs().compareTo(new BigDecimal("0.01")) > 0) {
            r = r.divide(BigDecimal.valueOf(2), DIGITS);
            halvings++;
        }
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        for (int i = 1; i < 24; i++) {
            term = term.multiply(r, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.pow(1 << halvings, DIGITS);
    }

    private static BigDecimal sigmoid(BigDecimal x) {
        return ONE.divide(ONE.add(exp(x.negate())), DIGITS);
    }

    private static BigDecimal cosh(BigDecimal x) {
        BigDecimal e = exp(x);
        return e.add(ONE.divide(e, DIGITS)).divide(BigDecimal.valueOf(2), DIGITS);
    }

    private static BigDecimal tanh(BigDecimal x) {
        BigDecimal e = exp(x.add(x));
        return e.subtract(ONE).divide(e.add(ONE), DIGITS);
    }

    private static void check(
            String name, DoubleUnaryOperator f, UnaryOperator<BigDecimal> exact, double range, double bound) {
        Random random = new Random(7);
        double worst = 0;
        double where = 0;
        for (int i = 0; i < 6000; i++) {
            double x = range * (2 * random.nextDouble() - 1);
            if (i % 3 == 1) x = random.nextGaussian() * 0.4;
            // From far below 1 up: there tanh(x) is almost x.
            if (i % 3 == 2) x = Math.scalb(1 + random.nextDouble(), -random.nextInt(20)) * (i % 2 == 0 ? 1 : -1);
            double got = f.applyAsDouble(x);
            BigDecimal difference = new BigDecimal(got).subtract(exact.apply(new BigDecimal(x)));
            double error = Math.abs(difference.doubleValue()) / Math.ulp(got);
            if (error > worst) {
                worst = error;
                where = x;
            }
        }
        assertTrue(worst <= bound, name + " is off by " + worst + " at " + where);
        if (Boolean.getBoolean("nnc.report")) System.out.println(name + " " + worst);
    }

    /** 2.5 is what the Java library asks of its own tanh. */
    @Test
    void withinTheBoundsInUnitsInTheLastPlace() {
        check("exp", Special::exp, ExponentialTest::exp, 40, 0.6);
        check("exp, far out", Special::exp, ExponentialTest::exp, 708, 0.6);
        check("sigmoid", Special::sigmoid, ExponentialTest::sigmoid, 40, 2);
        check("sigmoid, far out", Special::sigmoid, ExponentialTest::sigmoid, 702, 2);
        check("tanh", Special::tanh, ExponentialTest::tanh, 22, 2.5);
        check("cosh", Special::cosh, ExponentialTest::cosh, 40, 2);
        check("cosh, far out", Special::cosh, ExponentialTest::cosh, 709, 2);
    }

    @Test
    void edges() {
        double inf = Double.POSITIVE_INFINITY;
        assertEquals(Double.NaN, Special.exp(Double.NaN));
        assertEquals(inf, Special.exp(inf));
        assertEquals(0.0, Special.exp(-inf));
        assertEquals(1, Special.exp(-0.0));
        assertEquals(Math.exp(-744), Special.exp(-744.0));
        assertEquals(inf, Special.exp(710.0));
        assertEquals((float) Math.exp(2.5), Special.exp(2.5f));
        assertEquals(Double.NaN, Special.tanh(Double.NaN));
        assertEquals(Double.NaN, Special.cosh(Double.NaN));
        assertEquals(Double.NaN, Special.sigmoid(Double.NaN));
        assertEquals(Float.NaN, Special.tanh(Float.NaN));
        assertEquals(1, Special.tanh(inf));
        assertEquals(-1, Special.tanh(-inf));
        assertEquals(inf, Special.cosh(-inf));
        assertEquals(inf, Special.cosh(711.0));
        assertEquals(Math.cosh(710.4), Special.cosh(710.4), Math.ulp(Math.cosh(710.4)));
        assertEquals(1, Special.cosh(-0.0));
        assertEquals(-0.0, Special.tanh(-0.0));
        assertEquals(0.0, Special.tanh(0.0));
        assertEquals(-0.0f, Special.tanh(-0.0f));
        for (double x : new double[] {Double.MIN_VALUE, -1e-310, 1e-300, -1e-20}) assertEquals(x, Special.tanh(x));
        assertEquals(0.5, Special.sigmoid(0.0));
        assertEquals(0.5, Special.sigmoid(-0.0));
        assertEquals(Math.exp(-744), Special.sigmoid(-744.0));
        assertEquals(0, Special.sigmoid(-746.0));
        assertEquals(Float.POSITIVE_INFINITY, Special.cosh(90f));
        assertEquals((float) Math.cosh(2.5), Special.cosh(2.5f), Math.ulp(6f));
        assertEquals(1, Special.sigmoid(inf));
    }
}
