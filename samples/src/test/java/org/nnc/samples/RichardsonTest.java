package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** The oracle itself, on functions whose derivatives are known, and seen to refuse. */
final class RichardsonTest {
    @Test
    void knownDerivatives() {
        assertEquals(1, Richardson.derivative(Math::exp), 1e-12);
        assertEquals(Math.cos(1.5), Richardson.derivative(t -> Math.sin(1.5 + t)), 1e-12);
        assertEquals(-4, Richardson.derivative(t -> 1 / ((0.5 + t))), 1e-9);
        assertEquals(0, Richardson.derivative(t -> 7));
    }

    @Test
    void refusesWhatIsOff() {
        double[] right = {1, 1e-5};
        Richardson.assertAgrees("g", new double[] {1 + 9e-8, 1e-5}, right);
        assertThrows(AssertionError.class, () -> Richardson.assertAgrees("g", new double[] {1 + 2e-7, 1e-5}, right));
        assertThrows(AssertionError.class, () -> Richardson.assertAgrees("g", new double[] {1, 1.1e-5}, right));
        assertThrows(AssertionError.class, () -> Richardson.assertAgrees("g", new double[] {1, Double.NaN}, right));
        double[] zero = {1, 0};
        assertThrows(AssertionError.class, () -> Richardson.assertAgrees("g", new double[] {1, 1e-15}, zero));
    }
}
