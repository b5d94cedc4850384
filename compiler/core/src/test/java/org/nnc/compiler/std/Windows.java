package org.nnc.compiler.std;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The windows of a case of convolution or pooling, one for each dimension, walked by counting. */
final class Windows {
    /** One dimension of a window. */
    record Window(int k, int stride, int padding, int dilation) {
        /** The places of the window that lie wholly in the padded length. */
        int places(int length) {
            int n = 0;
            while (n * stride + dilation * (k - 1) < length + 2 * padding) n++;
            return n;
        }

        int at(int place, int tap) {
            return place * stride + dilation * tap - padding;
        }
    }

    private Windows() {}

    /**
     * The windows of the case: its {@code K} and what its {@code more} says, as in {@code more=,stride=2,padding_w=1}. What a
     * dimension does not say is what the dimension before it has.
     */
    static Window[] of(Point p, int rank, Map<String, Integer> defaults) {
        String[] dims = rank == 3 ? new String[] {"", "h", "w"} : new String[] {"", "w"};
        Window[] windows = new Window[rank];
        Window before =
                new Window(p.dim("K"), defaults.getOrDefault("stride", 1), 0, defaults.getOrDefault("dilation", 1));
        for (int d = 0; d < rank; d++) {
            String own = dims[d];
            String tail = own.isEmpty() ? "" : "_" + own;
            before = new Window(
                    more(p, "K" + own.toUpperCase(java.util.Locale.ROOT), before.k),
                    more(p, "stride" + tail, before.stride),
                    more(p, "padding" + tail, before.padding),
                    more(p, "dilation" + tail, before.dilation));
            windows[d] = before;
        }
        return windows;
    }

    static Window[] of(Point p, int rank) {
        return of(p, rank, Map.of());
    }

    /** A whole number that {@code more} gives, or the default. */
    static int more(Point p, String name, int otherwise) {
        String text = moreText(p, name, Integer.toString(otherwise));
        return Integer.parseInt(text);
    }

    static String moreText(Point p, String name, String otherwise) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String s : p.settings().getOrDefault("more", "").split(",")) {
            if (!s.isEmpty()) all.put(s.substring(0, s.indexOf('=')), s.substring(s.indexOf('=') + 1));
        }
        return all.getOrDefault(name, otherwise);
    }

    /** Leading indices and the ones behind them. */
    static int[] join(int[] a, int... b) {
        int[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    static int[] extents(Window[] windows) {
        return Arrays.stream(windows).mapToInt(Window::k).toArray();
    }

    /** The trailing dimensions of a tensor. */
    static int[] last(Point p, String tensor, int rank) {
        int[] shape = p.shapeOf(tensor);
        return Arrays.copyOfRange(shape, shape.length - rank, shape.length);
    }

    /** The number of places for each trailing dimension of x. */
    static int[] places(Point p, Window[] windows) {
        int[] lengths = last(p, "x", windows.length);
        int[] places = new int[windows.length];
        for (int d = 0; d < places.length; d++) places[d] = windows[d].places(lengths[d]);
        return places;
    }

    /** Every index below the extents, row-major. */
    static void each(int[] extents, Consumer<int[]> visit) {
        int size = 1;
        for (int e : extents) size *= e;
        for (int k = 0; k < size; k++) {
            int[] index = new int[extents.length];
            int rest = k;
            for (int d = extents.length - 1; d >= 0; rest /= extents[d], d--) index[d] = rest % extents[d];
            visit.accept(index);
        }
    }

    /** The positions in x that a window at a place has under a tap. */
    static int[] under(Window[] windows, int[] place, int[] tap) {
        int[] at = new int[windows.length];
        for (int d = 0; d < at.length; d++) at[d] = windows[d].at(place[d], tap[d]);
        return at;
    }
}
