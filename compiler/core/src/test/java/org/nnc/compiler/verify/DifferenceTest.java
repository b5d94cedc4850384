package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Extrapolated differences of functions whose derivative is known. */
class DifferenceTest {
    @Test
    void smoothFunctionsGiveTwelveDigits() {
        assertEquals(1, Difference.at0(Math::exp, 0).value(), 1e-12);
        assertEquals(2, Difference.at0(h -> Math.sin(2 * h) + h * h, 1).value(), 1e-11);
        assertEquals(1 / 0.3, Difference.at0(h -> Math.log(0.3 + h), 0.3).value(), 1e-10);
        assertEquals(0, Difference.at0(h -> 7, 1).value());
    }

    @Test
    void theEstimatedErrorIsNotBelowTheError() {
        Difference d = Difference.at0(h -> Math.exp(Math.sin(3 * h)), 1);
        assertTrue(Math.abs(d.value() - 3) <= 4 * d.error() && d.error() < 1e-8, d.toString());
    }

    @Test
    void aKinkAtThePointIsSeen() {
        assertTrue(Difference.at0(Math::abs, 1).isKink());
        assertTrue(Difference.at0(h -> Math.max(h, 3 * h) + Math.exp(h), 1).isKink());
        assertFalse(Difference.at0(h -> h * Math.abs(h), 1).isKink());
    }

    @Test
    void aKinkBesideThePointDoesNotSpoilTheValue() {
        for (double at : new double[] {0.013, 0.006, -0.003}) {
            Difference d = Difference.at0(h -> Math.abs(h - at) + Math.exp(h), 1);
            assertFalse(d.isKink());
            assertEquals(at > 0 ? 0 : 2, d.value(), 1e-7, d.toString());
        }
    }

    @Test
    void whereTheFunctionHasNoValueNothingIsClaimed() {
        assertTrue(Double.isNaN(Difference.at0(h -> Math.log(-1 + h), 1).value()));
        assertEquals(1 / 0.004, Difference.at0(h -> Math.log(0.004 + h), 1).value(), 1e-6);
    }
}
