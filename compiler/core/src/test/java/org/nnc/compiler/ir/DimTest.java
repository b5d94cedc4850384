package org.nnc.compiler.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DimTest {
    private static final Dim N = Dim.variable("N");
    private static final Dim K = Dim.variable("K");

    @Test
    void theSamePolynomialIsTheSameObject() {
        assertEquals(N.plus(K).times(N), N.times(N).plus(K.times(N)));
        assertEquals(Dim.ZERO, N.plus(1).minus(N).minus(1));
        assertEquals("2*K*N + N - 3", N.times(K).times(2).plus(N).minus(3).toString());
        assertEquals(N, N.times(6).div(Dim.of(6)));
    }

    @Test
    void randomArithmeticAgreesWithLongs() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            long n = random.nextInt(9);
            long k = 1 + random.nextInt(5);
            Map<String, Long> sizes = Map.of("N", n, "K", k);
            Dim d = N;
            long v = n;
            for (int step = 0; step < 5; step++) {
                long c = random.nextInt(7) - 3;
                switch (random.nextInt(7)) {
                    case 0 -> {
                        d = d.plus(c);
                        v += c;
                    }
                    case 1 -> {
                        d = d.times(c);
                        v *= c;
                    }
                    case 2 -> {
                        d = d.minus(K);
                        v -= k;
                    }
                    case 3 -> {
                        d = d.div(Dim.of(2));
                        v = Math.floorDiv(v, 2);
                    }
                    case 4 -> {
                        d = d.mod(K);
                        v = Math.floorMod(v, k);
                    }
                    case 5 -> {
                        d = d.max(K.minus(2));
                        v = Math.max(v, k - 2);
                    }
                    default -> {
                        d = d.min(N.plus(c));
                        v = Math.min(v, n + c);
                    }
                }
            }
            assertEquals(v, d.evaluate(sizes::get), d::toString);
        }
    }

    @Test
    void substitutionEvaluatesInside() {
        Dim d = N.minus(K).div(Dim.of(2)).max(K);
        assertEquals(Dim.of(4), d.substitute(Map.of("N", Dim.of(10), "K", Dim.of(2))));
    }

    @Test
    void signsAreProvedNotGuessed() {
        assertTrue(N.times(K).plus(1).isPositive());
        assertFalse(N.isPositive());
        assertFalse(N.minus(K).isNonNegative());
        assertTrue(N.minus(K).max(Dim.ZERO).isNonNegative());
        assertTrue(N.plus(3).div(Dim.of(2)).isNonNegative());
    }

    @Test
    void anOverflowIsNoticed() {
        Dim big = Dim.of(Long.MAX_VALUE / 2);
        assertThrows(ArithmeticException.class, () -> big.times(3));
    }
}
