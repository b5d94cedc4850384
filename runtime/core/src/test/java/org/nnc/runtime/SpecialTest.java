package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Special functions against 25-digit references, printed tables and their declared behaviour at the edges. */
class SpecialTest {
    /** Function, and the largest error allowed; relative, or for "neg" relative to max(1, |y|). */
    private static final Map<String, DoubleUnaryOperator> FUNCTIONS = new LinkedHashMap<>();

    private static final Map<String, Double> LIMITS = new LinkedHashMap<>();

    private static void row(String name, double limit, DoubleUnaryOperator f) {
        FUNCTIONS.put(name, f);
        LIMITS.put(name, limit);
    }

    static {
        row("erf", 1e-15, Special::erf);
        row("erfc", 1e-15, Special::erfc);
        row("lgamma", 1e-14, Special::lgamma);
        row("lgammaneg", 1e-14, Special::lgamma);
        row("digamma", 1e-14, Special::digamma);
        row("digammaneg", 1e-14, Special::digamma);
        row("polygamma1", 1e-14, Special::trigamma);
        row("polygamma2", 1e-14, Special::tetragamma);
        row("polygamma3", 1e-14, x -> Special.polygamma(3, x));
        row("polygamma5", 1e-14, x -> Special.polygamma(5, x));
        row("polygammaneg1", 1e-14, Special::trigamma);
        row("polygammaneg2", 1e-14, Special::tetragamma);
        row("polygammaneg3", 1e-14, x -> Special.polygamma(3, x));
        row("polygammaneg5", 1e-14, x -> Special.polygamma(5, x));
        row("normcdf", 1e-15, Special::normcdf);
        row("normquantile", 1e-15, Special::normquantile);
        row("asinh", 1e-15, Special::asinh);
        row("acosh", 1e-15, Special::acosh);
        row("atanh", 1e-15, Special::atanh);
        row("log2", 1e-15, Special::log2);
        row("exp2", 1e-15, Special::exp2);
        row("sigmoid", 1e-15, Special::sigmoid);
        row("softplus", 1e-15, Special::softplus);
    }

    @Test
    void referencesOf25Digits() throws IOException {
        Map<String, Double> worst = new LinkedHashMap<>();
        Map<String, String> where = new LinkedHashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                SpecialTest.class.getResourceAsStream("special.txt"), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                String[] part = line.split(" ");
                double x = Double.parseDouble(part[1]);
                double got = FUNCTIONS.get(part[0]).applyAsDouble(x);
                double error = error(got, new BigDecimal(part[2]), part[0].contains("neg"));
                if (error >= worst.getOrDefault(part[0], 0.0)) {
                    worst.put(part[0], error);
                    where.put(part[0], part[1]);
                }
            }
        }
        assertEquals(FUNCTIONS.keySet(), worst.keySet());
        String report = worst + " at " + where;
        if (Boolean.getBoolean("nnc.report")) {
            System.out.println(report);
        }
        for (String name : FUNCTIONS.keySet()) {
            assertTrue(worst.get(name) <= LIMITS.get(name), name + ": " + report);
        }
    }

    private static double error(double got, BigDecimal exact, boolean mixed) {
        if (Double.isNaN(got) || Double.isInfinite(got)) {
            return Double.POSITIVE_INFINITY;
        }
        BigDecimal difference = new BigDecimal(got).subtract(exact).abs();
        BigDecimal scale = mixed ? exact.abs().max(BigDecimal.ONE) : exact.abs();
        // Below the smallest normal double a unit in the last place is all that can be asked.
        if (scale.doubleValue() < Double.MIN_NORMAL) {
            return difference.doubleValue() <= 2 * Double.MIN_VALUE ? 0 : Double.POSITIVE_INFINITY;
        }
        return difference.divide(scale, MathContext.DECIMAL64).doubleValue();
    }

    /** Abramowitz and Stegun tables 7.1, 6.1, 26.1; DLMF 5.4 and 5.15. */
    @Test
    void printedValues() {
        assertEquals(0.5204998778, Special.erf(0.5), 1e-10);
        assertEquals(0.8427007929, Special.erf(1.0), 1e-10);
        assertEquals(2.088487583762545e-45, Special.erfc(10.0), 1e-59);
        assertEquals(Math.log(Math.sqrt(Math.PI)), Special.lgamma(0.5), 1e-15);
        assertEquals(Math.log(39916800), Special.lgamma(12.0), 1e-13);
        assertEquals(-0.57721566490153286, Special.digamma(1.0), 1e-15);
        assertEquals(-0.57721566490153286 - 2 * Math.log(2), Special.digamma(0.5), 1e-14);
        assertEquals(Math.PI * Math.PI / 6, Special.trigamma(1.0), 1e-14);
        assertEquals(-2 * 1.2020569031595942, Special.tetragamma(1.0), 1e-14);
        assertEquals(0.9750021048517795, Special.normcdf(1.96), 1e-15);
        assertEquals(1.9599639845400545, Special.normquantile(0.975), 1e-14);
    }

    @Test
    void edges() {
        double inf = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        assertEquals(1, Special.erf(inf));
        assertEquals(-1, Special.erf(-inf));
        assertEquals(2, Special.erfc(-inf));
        assertEquals(0, Special.erfc(inf));
        assertEquals(0, Special.lgamma(1.0));
        assertEquals(0, Special.lgamma(2.0));
        assertEquals(inf, Special.lgamma(0.0));
        assertEquals(inf, Special.lgamma(-3.0));
        assertEquals(inf, Special.lgamma(inf));
        assertEquals(-inf, Special.digamma(0.0));
        assertEquals(inf, Special.digamma(-0.0));
        assertEquals(nan, Special.digamma(-2.0));
        assertEquals(inf, Special.digamma(inf));
        assertEquals(inf, Special.trigamma(-1.0));
        assertEquals(0, Special.trigamma(inf));
        assertEquals(0, Special.normcdf(-inf));
        assertEquals(1, Special.normcdf(inf));
        assertEquals(-inf, Special.normquantile(0.0));
        assertEquals(inf, Special.normquantile(1.0));
        assertEquals(nan, Special.normquantile(1.5));
        assertEquals(0, Special.normquantile(0.5));
        assertEquals(-inf, Special.asinh(-inf));
        assertEquals(-0.0, Special.asinh(-0.0));
        assertEquals(nan, Special.acosh(0.5));
        assertEquals(0, Special.acosh(1.0));
        assertEquals(inf, Special.atanh(1.0));
        assertEquals(nan, Special.atanh(1.5));
        assertEquals(-inf, Special.log2(0.0));
        assertEquals(nan, Special.log2(-1.0));
        assertEquals(inf, Special.log2(inf));
        for (int e = -1074; e < 1024; e++) {
            assertEquals(e, Special.log2(Math.scalb(1.0, e)));
        }
        assertEquals(0, Special.xlogy(0.0, 0.0));
        assertEquals(0, Special.xlogy(0.0, -1.0));
        assertEquals(nan, Special.xlogy(0.0, nan));
        assertEquals(-inf, Special.xlogy(2.0, 0.0));
        assertEquals(2 * Math.log(3), Special.xlogy(2.0, 3.0));
        assertEquals(-inf, Special.logaddexp(-inf, -inf));
        assertEquals(inf, Special.logaddexp(inf, inf));
        assertEquals(inf, Special.logaddexp(inf, -inf));
        assertEquals(3, Special.logaddexp(-inf, 3.0));
        assertEquals(nan, Special.logaddexp(nan, 3.0));
        assertEquals(1000 + Math.log1p(Math.exp(-1)), Special.logaddexp(1000.0, 999.0), 1e-12);
        assertEquals(1000, Special.softplus(1000.0));
        assertEquals(0, Special.sigmoid(-inf));
        assertEquals(1, Special.sigmoid(inf));
        assertEquals(0, Special.relu(-3.0));
        assertEquals(nan, Special.relu(nan));
        assertEquals(Float.NaN, Special.relu(Float.NaN));
        assertEquals(nan, Special.clamp(nan, 0.0, 1.0));
        assertEquals(nan, Special.clamp(0.5, nan, 1.0));
        assertEquals(1, Special.clamp(7.0, 0.0, 1.0));
        assertEquals(2, Special.round(2.5));
        assertEquals(4, Special.round(3.5f));
        for (DoubleUnaryOperator f : FUNCTIONS.values()) {
            assertEquals(nan, f.applyAsDouble(nan));
        }
        assertThrows(IllegalArgumentException.class, () -> Special.polygamma(-1, 1.0));
        assertThrows(IllegalArgumentException.class, () -> Special.polygamma(101, 1.0));
    }

    @Test
    void floorsOfIntsAndReals() {
        int[] ints = {-7, -6, -1, 0, 1, 5, 6, 7};
        for (int a : ints) {
            for (int b : new int[] {-3, -2, -1, 1, 2, 3, 7}) {
                int floor = (int) Math.floor((double) a / b);
                assertEquals(floor, Special.floorDiv(a, b));
                assertEquals(a - b * floor, Special.floorMod(a, b));
                assertEquals((double) floor, Special.floorDiv((double) a, (double) b), a + " div " + b);
                assertEquals((double) (a - b * floor), Special.floorMod((double) a, (double) b), 0.0);
                assertEquals((float) floor, Special.floorDiv((float) a, (float) b));
                assertEquals((float) (a - b * floor), Special.floorMod((float) a, (float) b), 0f);
            }
        }
        // 1/0.1 rounds to 10, but the double 0.1 is above a tenth, so that it goes in nine times.
        assertEquals(9, Special.floorDiv(1.0, 0.1));
        assertEquals(-10, Special.floorDiv(-1.0, 0.1));
        assertEquals(Double.POSITIVE_INFINITY, Special.floorDiv(1.0, 0.0));
        assertEquals(Double.NaN, Special.floorMod(1.0, 0.0));
        assertEquals(
                "5 div 0",
                assertThrows(ArithmeticException.class, () -> Special.floorDiv(5, 0))
                        .getMessage());
        assertEquals(
                "5 mod 0",
                assertThrows(ArithmeticException.class, () -> Special.floorMod(5, 0))
                        .getMessage());
    }

    @Test
    void floatFormsRoundTheDouble() {
        for (float x = -4; x < 4; x += 0.37f) {
            assertEquals((float) Special.erf((double) x), Special.erf(x));
            assertEquals((float) Special.erfc((double) x), Special.erfc(x));
            assertEquals((float) Special.digamma((double) x), Special.digamma(x));
            assertEquals((float) Special.logaddexp((double) x, 1), Special.logaddexp(x, 1f));
        }
    }

    @Test
    void floatSigmoidAndSoftplusAreOffByHalfAUnitInTheLastPlace() {
        for (float x = -104; x < 104; x += 0.00037f + Math.abs(x) * 1e-5f) {
            near(Special.sigmoid((double) x), Special.sigmoid(x), x);
            near(Special.softplus((double) x), Special.softplus(x), x);
        }
        for (float x : new float[] {0, -0f, 1e-30f, -1e-30f, Float.MIN_VALUE, 1e30f, Float.POSITIVE_INFINITY}) {
            assertEquals((float) Special.sigmoid((double) x), Special.sigmoid(x), "" + x);
            assertEquals((float) Special.softplus((double) x), Special.softplus(x), "" + x);
        }
        for (float x : new float[] {-1e30f, Float.NEGATIVE_INFINITY, -105}) {
            assertEquals(0f, Special.sigmoid(x));
            assertEquals(0f, Special.softplus(x));
        }
        assertEquals(Float.NaN, Special.sigmoid(Float.NaN));
        assertEquals(Float.NaN, Special.softplus(Float.NaN));
    }

    private static void near(double exact, float value, float x) {
        assertEquals(exact, value, 0.51 * Math.ulp((float) exact), "at " + x);
    }
}
