package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How README and output are compared: to the digits shown, not more, not less. */
final class ReadmeCompareTest {
    @ParameterizedTest
    @CsvSource({
        "x 0.7311, x 0.73105857863",
        "x -0.7311, x -0.73105857863",
        "x 1.966E-1, x 0.19661193",
        "x -12, x -12.0",
        "holdout loss 0.0512 accuracy 99.17 %, holdout loss 0.0534 accuracy 98.33 %",
    })
    void accepts(String shown, String printed) {
        ReadmeTest.compare(shown, printed);
    }

    @ParameterizedTest
    @CsvSource({
        "x 0.7311, x 0.7312",
        "x 0.7311, x -0.7311",
        "x 0.7311, y 0.7311",
        "x -12, x -12.01",
        "x 1 2, x 1",
        "holdout loss 0.0512 accuracy 99.17 %, holdout loss 0.0812 accuracy 99.17 %",
        "holdout loss 0.0512 accuracy 99.17 %, holdout loss 0.0512 accuracy 96.67 %",
    })
    void refuses(String shown, String printed) {
        assertThrows(AssertionError.class, () -> ReadmeTest.compare(shown, printed));
    }

    @Test
    void linesInBetween() {
        ReadmeTest.compare("a 1\n...\nb 2\n", "a 1\nx\ny\nb 2\n");
        ReadmeTest.compare("...\nb 2\n", "b 2\n");
        assertThrows(AssertionError.class, () -> ReadmeTest.compare("a 1\n...\nb 2\n", "a 1\nx\ny\n"));
        assertThrows(AssertionError.class, () -> ReadmeTest.compare("a 1\n", "a 1\nb 2\n"));
        assertThrows(AssertionError.class, () -> ReadmeTest.compare("a 1\nb 2\n", "a 1\n"));
    }
}
