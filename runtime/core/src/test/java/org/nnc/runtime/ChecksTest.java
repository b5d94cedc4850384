package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What generated classes say about bad arguments, and that they say nothing about good ones. */
class ChecksTest {
    private static void says(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void lengths() {
        Checks.length("x", 12, 12, "real[B=#, D=4]", 3);
        Checks.length("x", 0, 0);
        says("x: expected 12 values for real[B=3, D=4], got 11", () -> Checks.length("x", 11, 12, "real[B=#, D=4]", 3));
        says("x: expected 12 values, got 13", () -> Checks.length("x", 13, 12));
        says("y: expected 1 value for int[1], got 0", () -> Checks.length("y", 0, 1, "int[1]"));
        says(
                "m: expected 24 values for bool[1,2,3,4], got 1",
                () -> Checks.length("m", 1, 24, "bool[#,#,#,#]", 1, 2, 3, 4));
        says("m: expected 6 values for bool[2,3], got 1", () -> Checks.length("m", 1, 6, "bool[#,#]", 2, 3));
        says("m: expected 6 values for bool[1,2,3], got 1", () -> Checks.length("m", 1, 6, "bool[#,#,#]", 1, 2, 3));
        assertEquals(
                "x is null",
                assertThrows(NullPointerException.class, () -> Checks.size("x", (float[]) null))
                        .getMessage());
        assertEquals(
                "y is null",
                assertThrows(NullPointerException.class, () -> Checks.size("y", (int[]) null))
                        .getMessage());
        assertEquals(3, Checks.size("x", new float[3]));
    }

    @Test
    void dims() {
        Checks.dim("B", 0);
        says("B: expected a size of 0 or more, got -1", () -> Checks.dim("B", -1));
        assertEquals(3, Checks.quotient("x", 12, 4, "B"));
        assertEquals(0, Checks.quotient("x", 0, 4, "B"));
        says(
                "x: expected a multiple of 4 values, one group for each of B, got 13",
                () -> Checks.quotient("x", 13, 4, "B"));
        says(
                "x: its length does not determine B when the other dimensions are empty; use the method that takes B",
                () -> Checks.quotient("x", 0, 0, "B"));
        Checks.agree("B", "x", 3, "y", 3);
        says("B: x has 3, but y has 4", () -> Checks.agree("B", "x", 3, "y", 4));
    }

    @Test
    void ranges() {
        int[] y = {0, 9, 3, 4, 5, 10, 11};
        says("y[5] = 10 is outside 0..10", () -> Checks.range("y", y, 0, 10));
        Checks.range("y", y, 0, 12);
        Checks.range("y", new int[0], 0, 0);
        int min = Integer.MIN_VALUE;
        int max = Integer.MAX_VALUE;
        // Against the definition, where differences overflow.
        int[] values = {min, min + 1, -7, -1, 0, 1, 7, max - 1, max};
        for (int low : values) {
            for (int high : values) {
                for (int value : values) {
                    boolean fine = low <= value && value < high;
                    int[] array = {value};
                    if (fine) {
                        Checks.range("y", array, low, high);
                        Checks.range("y", value, low, high);
                        assertEquals(value, Checks.index("y", value, low, high));
                    } else {
                        assertThrows(IllegalArgumentException.class, () -> Checks.range("y", array, low, high));
                        says(
                                "y = " + value + " is outside " + low + ".." + high,
                                () -> Checks.range("y", value, low, high));
                        assertThrows(IllegalArgumentException.class, () -> Checks.index("y", value, low, high));
                    }
                }
            }
        }
    }

    @Test
    void recurrencesThroughAnIndex() {
        Checks.earlier("parent", new int[] {-1, 0, 0, 2}, 1, 1, 4);
        says("parent[2] = 2 must point before 2", () -> Checks.earlier("parent", new int[] {-1, 0, 2}, 1, 1, 3));
        Checks.earlier("pair", new int[] {-1, -5, 0, -1, 1, 0}, 2, 1, 3);
        says("pair[3] = 1 must point before 1", () -> Checks.earlier("pair", new int[] {-1, -1, 0, 1}, 2, 1, 2));
        Checks.earlier("next", new int[] {1, 2, -1}, 1, -1, 3);
        says(
                "next[1] = 1 must point behind 1 and before 3",
                () -> Checks.earlier("next", new int[] {1, 1, -1}, 1, -1, 3));
        says(
                "next[1] = 3 must point behind 1 and before 3",
                () -> Checks.earlier("next", new int[] {1, 3, -1}, 1, -1, 3));
    }

    @Test
    void accessesAndReductions() {
        Checks.bounds("x[t+1]", 0, 4, 5);
        says(
                "x[t+1] reaches index 5, outside 0..5; give the access a default, or other sizes",
                () -> Checks.bounds("x[t+1]", 0, 5, 5));
        says(
                "x[t-1] reaches index -1, outside 0..5; give the access a default, or other sizes",
                () -> Checks.bounds("x[t-1]", -1, 3, 5));
        Checks.notEmpty("mean(b)", 1);
        says("mean(b) runs over an empty range and has no value there", () -> Checks.notEmpty("mean(b)", 0));
    }

    @Test
    void products() {
        assertEquals(1, Checks.product("x"));
        assertEquals(7, Checks.total("x", 7L));
        assertEquals(-1, Checks.total("n - 1", -1L));
        for (long wrong : new long[] {1L << 31, Long.MAX_VALUE}) {
            String said = assertThrows(IllegalArgumentException.class, () -> Checks.total("x", wrong))
                    .getMessage();
            assertTrue(said.startsWith("x: " + wrong + " elements do not fit"), said);
        }
        assertEquals(-6, Checks.times(2, -3));
        assertEquals(0, Checks.times(0, Long.MIN_VALUE));
        assertEquals(1L << 62, Checks.times(1L << 31, 1L << 31));
        assertThrows(IllegalArgumentException.class, () -> Checks.times(1L << 32, 1L << 31));
        assertThrows(IllegalArgumentException.class, () -> Checks.times(-1, Long.MIN_VALUE));
        assertThrows(IllegalArgumentException.class, () -> Checks.times(Long.MIN_VALUE, -1));
        assertEquals(6, Checks.product("x", 2, 3));
        assertEquals(24, Checks.product("x", 2, 3, 4));
        assertEquals(120, Checks.product("x", 2, 3, 4, 5));
        assertEquals(0, Checks.product("x", 50_000, 50_000, 0));
        assertEquals(0, Checks.product("x", 0, 50_000, 50_000, 50_000));
        assertEquals(Integer.MAX_VALUE, Checks.product("x", Integer.MAX_VALUE, 1));
        String limit = " elements do not fit one Java array (at most 2147483647); use smaller dimensions";
        says("x: 46341 * 46341 = 2147488281" + limit, () -> Checks.product("x", 46341, 46341));
        says("x: 65536 * 65536 * 65536 = 281474976710656" + limit, () -> Checks.product("x", 65536, 65536, 65536));
        says(
                "x: 65536 * 65536 * 65536 * 65536 = 18446744073709551616" + limit,
                () -> Checks.product("x", 65536, 65536, 65536, 65536));
        says("x: a dimension is negative: -1", () -> Checks.product("x", -1, -1));
        says("x: a dimension is negative: -1", () -> Checks.product("x", 0, 3, -1));
        says("x: a dimension is negative: -1", () -> Checks.product("x", 0, 3, 2, -1));
        assertEquals(7, Checks.total("w", 3, 4));
        says("w: 2147483647 + 1 = 2147483648" + limit, () -> Checks.total("w", Integer.MAX_VALUE, 1));
    }

    @Test
    void orderOfCalls() {
        assertTrue(Checks.noForward("Digits").getMessage().startsWith("Digits.backward() needs a forward first"));
        assertTrue(Checks.busy("Digits").getMessage().contains("new Digits(first.parameters())"));
    }

    @Test
    void segments() {
        int[] shape = {2, 3};
        Segment s = new Segment("enc.W", Segment.Kind.PARAMETER, 4, shape);
        shape[0] = 9;
        s.shape()[1] = 9;
        assertEquals("enc.W PARAMETER [2, 3] at 4", s.toString());
        assertEquals(6, s.size());
        assertEquals(1, new Segment("c", Segment.Kind.STATE, 0).size());
        assertEquals(s, new Segment("enc.W", Segment.Kind.PARAMETER, 4, 2, 3));
        assertEquals(s.hashCode(), new Segment("enc.W", Segment.Kind.PARAMETER, 4, 2, 3).hashCode());
        assertNotEquals(s, new Segment("enc.W", Segment.Kind.PARAMETER, 4, 3, 2));
        assertThrows(IllegalArgumentException.class, () -> new Segment("W", Segment.Kind.FROZEN, -1, 2));
        assertThrows(IllegalArgumentException.class, () -> new Segment("W", Segment.Kind.FROZEN, 2, Integer.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> new Segment("W", Segment.Kind.FROZEN, 0, 65536, 65536));
        assertThrows(IllegalArgumentException.class, () -> new Segment("W", Segment.Kind.FROZEN, 0, -1));

        // Name, shape, order and type count; whether something is frozen does not.
        List<Segment> list = Example.segments();
        String print = Segment.fingerprint("F32", list);
        assertTrue(print.matches("nnc1-[0-9a-f]{32}"), print);
        assertEquals(print, new Example.Floats(1).fingerprint());
        assertNotEquals(print, Segment.fingerprint("F64", list));
        for (Segment changed : Arrays.asList(
                new Segment("lin.V", Segment.Kind.PARAMETER, 0, 2, 3),
                new Segment("lin.W", Segment.Kind.PARAMETER, 0, 3, 2),
                new Segment("lin.W", Segment.Kind.STATE, 0, 2, 3))) {
            List<Segment> other = Example.segments();
            other.set(0, changed);
            assertNotEquals(print, Segment.fingerprint("F32", other), changed.toString());
        }
        List<Segment> frozen = Example.segments();
        frozen.set(0, new Segment("lin.W", Segment.Kind.FROZEN, 0, 2, 3));
        assertEquals(print, Segment.fingerprint("F32", frozen));
    }
}
