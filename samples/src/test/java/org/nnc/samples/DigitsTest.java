package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The model of the language's first page reads handwriting. */
final class DigitsTest {
    private static final String IMAGES = "../shared/data/mnist/t10k-images-idx3-ubyte.gz";
    private static final String LABELS = "../shared/data/mnist/t10k-labels-idx1-ubyte.gz";

    @Test
    void ninetyFourPerCentOfTwoThousandImages() {
        Shared.assume(IMAGES);
        Shared.assume(LABELS);
        double sum = 0;
        for (int seed = 1; seed <= 3; seed++) {
            sum += Trained.accuracy(
                    "train",
                    "samples/digits/digits.nn",
                    "--data",
                    "x=" + IMAGES,
                    "--data",
                    "y=" + LABELS,
                    "--scale",
                    "x=255",
                    "--holdout",
                    "0.2",
                    "--seed",
                    "" + seed);
        }
        assertTrue(sum / 3 >= 94.0, sum / 3 + " %");
    }
}
