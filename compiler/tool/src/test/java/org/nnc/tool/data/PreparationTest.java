package org.nnc.tool.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holdout, shuffling and scaling. */
class PreparationTest {
    @Test
    void holdoutKeepsTheShareAndEveryRowOnce() {
        Holdout h = Holdout.split(10_000, 0.2, 1);
        assertEquals(2000, h.held().length);
        int[] all = IntStream.concat(Arrays.stream(h.held()), Arrays.stream(h.training()))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, 10_000).toArray(), all);
        assertArrayEquals(h.held(), Holdout.split(10_000, 0.2, 1).held());
        assertFalse(Arrays.equals(h.held(), Holdout.split(10_000, 0.2, 2).held()));
        assertEquals(0, Holdout.split(5, 0, 1).held().length);
        assertEquals(1, Holdout.split(5, 0.001, 1).held().length);
        assertEquals(1, Holdout.split(5, 0.999, 1).training().length);
        assertThrows(IllegalArgumentException.class, () -> Holdout.split(5, 1, 1));
    }

    @Test
    void shufflesArePermutationsThatDifferByStream() {
        int[] a = IntStream.range(0, 1000).toArray();
        int[] b = a.clone();
        Shuffle.shuffle(a, 7, 0);
        Shuffle.shuffle(b, 7, 1);
        assertFalse(Arrays.equals(a, b));
        assertArrayEquals(
                IntStream.range(0, 1000).toArray(), Arrays.stream(a).sorted().toArray());
    }

    @Test
    void standardizesByTheTrainingRowsOnly() {
        // Rows (2, 8), (4, 8), (6, 8) and an outlier that is not trained with; mean 4, deviation sqrt(8/3) by hand.
        DataArray data = DataArray.of("d", List.of(4, 2), 2, 8, 4, 8, 6, 8, 1e6, 8);
        Scaling s = Scaling.dividedBy(2).standardized(data, new int[] {0, 1, 2});
        assertArrayEquals(new double[] {2, 4}, s.mean(), 1e-15);
        assertArrayEquals(new double[] {Math.sqrt(2 / 3.0), 1}, s.deviation(), 1e-15);
        assertEquals((4 / 2.0 - 2) / Math.sqrt(2 / 3.0), s.apply(4, 0), 1e-15);
        assertEquals(s, Scaling.parse(s.format()));
        assertEquals(
                Scaling.dividedBy(255), Scaling.parse(Scaling.dividedBy(255).format()));
    }

    @Test
    void placesAreReadable() {
        DataArray a = DataArray.of("d", List.of(2, 2, 3), new double[12]);
        assertEquals("row 2, position [1, 2]", a.place(11));
        assertEquals("row 2", DataArray.of("d", List.of(3), new double[3]).place(1));
    }
}
