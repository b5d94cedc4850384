package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The two-layer net in eleven lines, from the same start: the numbers that its author printed. */
final class ElevenLinesTest {
    private final List<String> lines =
            Command.lecture("elevenlines").succeeded().lines().toList();

    /** Digits as in the blog, where NumPy prints twelve of the errors and eight of the results. */
    @Test
    void asPrinted() {
        double[] errors = {
            0.496410031903, 0.00858452565325, 0.00578945986251, 0.00462917677677, 0.00395876528027, 0.00351012256786
        };
        double[] results = {0.00260572, 0.99672209, 0.99701711, 0.00386759};
        assertEquals(10, lines.size(), lines.toString());
        for (int i = 0; i < 6; i++) assertEquals(errors[i], number(lines.get(i).replace("Error:", "")), 1e-10);
        for (int i = 0; i < 4; i++) assertEquals(results[i], number(lines.get(6 + i)), 1e-8);
    }

    private static double number(String text) {
        assertFalse(text.isBlank());
        return Double.parseDouble(text);
    }
}
