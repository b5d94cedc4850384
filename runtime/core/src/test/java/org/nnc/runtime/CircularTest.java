package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Sine and cosine against decimals of 60 digits, in units in the last place. */
class CircularTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final BigDecimal TURN = new BigDecimal(
                    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798")
            .multiply(BigDecimal.valueOf(2));

    /** Taylor's series from its term of this degree on, behind whole turns. */
    private static BigDecimal series(double x, int degree) {
        BigDecimal r = new BigDecimal(x);
        BigDecimal turns = r.divide(TURN, 0, RoundingMode.HALF_EVEN);
        r = r.subtract(turns.multiply(TURN));
        BigDecimal square = r.multiply(r, DIGITS).negate();
        BigDecimal term = degree == 0 ? BigDecimal.ONE : r;
        BigDecimal sum = term;
        for (int i = degree + 2; i < 60; i += 2) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf((long) i * (i - 1)), DIGITS);
            sum = sum.add(term);
        }
        return sum;
    }

    private static double argument(Random random, int i) {
        // Near a multiple of a quarter turn next to nothing is left.
        if (i % 4 == 0) return Math.PI / 2 * (random.nextInt(2001) - 1000) * (1 + (random.nextInt(9) - 4) * 0x1p-52);
        if (i % 4 == 1) return (2 * random.nextDouble() - 1) * 200_000;
        if (i % 4 == 2) return Math.scalb(random.nextGaussian(), -random.nextInt(30));
        return random.nextGaussian() * 5;
    }

    private static void check(String name, DoubleUnaryOperator f, int degree) {
        Random random = new Random(3);
        double worst = 0;
        double where = 0;
        for (int i = 0; i < 8000; i++) {
            double x = argument(random, i);
            double got = f.applyAsDouble(x);
            double error =
                    Math.abs(new BigDecimal(got).subtract(series(x, degree)).doubleValue()) / Math.ulp(got);
            if (error > worst) {
                worst = error;
                where = x;
            }
        }
        assertTrue(worst <= 2, name + " is off by " + worst + " at " + where);
        if (Boolean.getBoolean("nnc.report")) System.out.println(name + " " + worst);
    }

    @Test
    void atMostTwoUnitsInTheLastPlace() {
        check("sin", Special::sin, 1);
        check("cos", Special::cos, 0);
    }

    @Test
    void edges() {
        assertEquals(0.0, Special.sin(0.0));
        assertEquals(-0.0, Special.sin(-0.0));
        assertEquals(-0.0f, Special.sin(-0.0f));
        assertEquals(1, Special.cos(-0.0));
        assertEquals(Double.MIN_VALUE, Special.sin(Double.MIN_VALUE));
        assertEquals(Double.NaN, Special.sin(Double.POSITIVE_INFINITY));
        assertEquals(Double.NaN, Special.cos(Double.NaN));
        assertEquals(Math.sin(1e22), Special.sin(1e22), Math.ulp(1.0));
        assertEquals(Math.cos(3e5), Special.cos(3e5), Math.ulp(1.0));
        assertEquals((float) Math.cos(2.5), Special.cos(2.5f));
        // To six digits, from a table.
        assertEquals(0.841471, Special.sin(1.0), 5e-7);
        assertEquals(-0.839072, Special.cos(10.0), 5e-7);
    }
}
