package hand;

import adbench.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arrays of one of ADBench's cases: only the vertices that are needed, or densely, every vertex with every bone. */
public final class Inputs {
    private static final int BONES = 22;

    public final double[] base = new double[BONES * 16];
    public final double[] inverse = new double[BONES * 16];
    public final int points;
    public final int vertices;

    /** How the whole hand is turned, an angle times an axis, and shifted; how each finger is bent. */
    public final double[] turn;

    public final double[] shift;
    public final double[] finger;

    /** Two numbers a point where its place on a triangle is unknown, else none. */
    public final double[] u;

    /** Entry e of the weights: the vertex, the bone, the place at rest times the weight; none where they are dense. */
    public final int[] of;

    public final int[] bone;

    /** For each entry four numbers; where the weights are dense, [bone, four numbers, vertex]. */
    public final double[] rest;

    /** The vertex of each point, or the three of its triangle. */
    public final int[] at;

    public final double[] point;

    private final List<String> lines = new ArrayList<>();

    /** The vertices that are needed, by their number, with their place among them. */
    private final Map<Integer, Integer> slots = new LinkedHashMap<>();

    private Inputs(String folder, String file, boolean isSurface, boolean isDense) {
        int b = 0;
        for (Numbers bones = Numbers.of(folder + "/bones.txt"); bones.left() > 0; b++) {
            String[] words = bones.word().split(":");
            for (int k = 0; k < 16; k++) {
                base[b * 16 + k] = Double.parseDouble(words[2 + k]);
                inverse[b * 16 + k] = Double.parseDouble(words[18 + k]);
            }
        }
        for (Numbers all = Numbers.of(folder + "/vertices.txt"); all.left() > 0; ) lines.add(all.word());
        List<String[]> triangles = new ArrayList<>();
        for (Numbers all = Numbers.of(folder + "/triangles.txt"); all.left() > 0; ) {
            triangles.add(all.word().split(":"));
        }
        if (isDense) for (int v = 0; v < lines.size(); v++) slot(v);
        Numbers in = Numbers.of(file);
        points = in.whole();
        in.whole();
        at = new int[isSurface ? 3 * points : points];
        point = new double[3 * points];
        for (int k = 0; k < points; k++) {
            int corresponding = in.whole();
            if (!isSurface) at[k] = slot(corresponding);
            for (int c = 0; isSurface && c < 3; c++) {
                at[3 * k + c] = slot(Integer.parseInt(triangles.get(corresponding)[c]));
            }
            System.arraycopy(in.reals(3), 0, point, 3 * k, 3);
        }
        u = isSurface ? in.reals(2 * points) : new double[0];
        turn = in.reals(3);
        shift = in.reals(3);
        finger = in.reals(20);
        vertices = slots.size();
        List<int[]> places = new ArrayList<>();
        List<double[]> rests = new ArrayList<>();
        slots.forEach((vertex, slot) -> entries(vertex, slot, places, rests));
        if (isDense) {
            of = bone = new int[0];
            rest = new double[BONES * 4 * vertices];
            for (int e = 0; e < places.size(); e++) {
                int[] place = places.get(e);
                for (int c = 0; c < 4; c++) rest[(place[1] * 4 + c) * vertices + place[0]] = rests.get(e)[c];
            }
            return;
        }
        of = places.stream().mapToInt(e -> e[0]).toArray();
        bone = places.stream().mapToInt(e -> e[1]).toArray();
        rest = rests.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
    }

    /**
     * @param folder the model of the hand
     * @param isSurface whether the places on triangles are unknown too
     * @param isDense whether all vertices are moved, each by all bones
     */
    public static Inputs of(String folder, String file, boolean isSurface, boolean isDense) {
        return new Inputs(folder, file, isSurface, isDense);
    }

    private int slot(int vertex) {
        return slots.computeIfAbsent(vertex, v -> slots.size());
    }

    /** One entry for each bone that moves the vertex. */
    private void entries(int vertex, int slot, List<int[]> places, List<double[]> rests) {
        // x, y, z, five numbers that are not used, how many bones, then bone and weight of each.
        String[] words = lines.get(vertex).split(":");
        for (int n = 0; n < Integer.parseInt(words[8]); n++) {
            places.add(new int[] {slot, Integer.parseInt(words[9 + 2 * n])});
            double w = Double.parseDouble(words[10 + 2 * n]);
            rests.add(new double[] {
                w * Double.parseDouble(words[0]),
                w * Double.parseDouble(words[1]),
                w * Double.parseDouble(words[2]),
                w
            });
        }
    }
}
