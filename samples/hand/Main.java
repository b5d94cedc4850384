package hand;

import adbench.Numbers;
import adbench.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ADBench's hand tracking: residuals and their Jacobian, compared with the reference. */
public final class Main {
    private static final int BONES = 22;

    private final double[] base = new double[BONES * 16];
    private final double[] inverse = new double[BONES * 16];
    private final List<String> vertices = new ArrayList<>();
    private final List<int[]> triangles = new ArrayList<>();

    /** The vertices that are needed, by their number, with their place among them. */
    private final Map<Integer, Integer> slots = new LinkedHashMap<>();

    private Main(String folder) {
        int b = 0;
        for (Numbers lines = Numbers.of(folder + "/bones.txt"); lines.left() > 0; b++) {
            String[] words = lines.word().split(":");
            for (int k = 0; k < 16; k++) {
                base[b * 16 + k] = Double.parseDouble(words[2 + k]);
                inverse[b * 16 + k] = Double.parseDouble(words[18 + k]);
            }
        }
        for (Numbers lines = Numbers.of(folder + "/vertices.txt"); lines.left() > 0; ) vertices.add(lines.word());
        for (Numbers lines = Numbers.of(folder + "/triangles.txt"); lines.left() > 0; ) {
            String[] words = lines.word().split(":");
            triangles.add(new int[] {
                Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2])
            });
        }
    }

    private int slot(int vertex) {
        return slots.computeIfAbsent(vertex, v -> slots.size());
    }

    /** One for each bone that moves a vertex that is needed. */
    private static final class Entries {
        private final int[] of;
        private final int[] bone;
        private final double[] rest;

        private Entries(List<int[]> places, List<double[]> rests) {
            of = places.stream().mapToInt(e -> e[0]).toArray();
            bone = places.stream().mapToInt(e -> e[1]).toArray();
            rest = rests.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
        }
    }

    private Entries entries() {
        List<int[]> places = new ArrayList<>();
        List<double[]> rests = new ArrayList<>();
        slots.forEach((vertex, slot) -> {
            // x, y, z, five numbers that are not used, how many bones, then bone and weight of each.
            String[] words = vertices.get(vertex).split(":");
            for (int n = 0; n < Integer.parseInt(words[8]); n++) {
                double weight = Double.parseDouble(words[10 + 2 * n]);
                places.add(new int[] {slot, Integer.parseInt(words[9 + 2 * n])});
                rests.add(new double[] {
                    weight * Double.parseDouble(words[0]),
                    weight * Double.parseDouble(words[1]),
                    weight * Double.parseDouble(words[2]),
                    weight
                });
            }
        });
        return new Entries(places, rests);
    }

    private static void print(Reference reference, double[] err, double[] jacobian) {
        System.out.println(reference.check("objective", err) + " agree");
        System.out.println(reference.check("J.colmajor", jacobian) + " agree");
    }

    private void simple(Numbers in, Reference reference) {
        int n = in.whole();
        in.whole();
        int[] at = new int[n];
        double[] point = new double[3 * n];
        for (int k = 0; k < n; k++) {
            at[k] = slot(in.whole());
            System.arraycopy(in.reals(3), 0, point, 3 * k, 3);
        }
        double[] theta = in.reals(26);
        Entries e = entries();
        Hand model = new Hand();
        model.forward(n, slots.size(), e.of.length, theta, base, inverse, e.of, e.bone, e.rest, at, point);
        System.out.println(n + " points, " + slots.size() + " vertices, " + e.of.length + " entries");
        double[] byRow = model.jacobianErr();
        double[] byColumn = new double[byRow.length];
        columns(byRow, byColumn, 3 * n, 0);
        print(reference, model.err(), byColumn);
    }

    private void surface(Numbers in, Reference reference) {
        int n = in.whole();
        in.whole();
        int[] corner = new int[3 * n];
        double[] point = new double[3 * n];
        for (int k = 0; k < n; k++) {
            int[] t = triangles.get(in.whole());
            for (int c = 0; c < 3; c++) corner[3 * k + c] = slot(t[c]);
            System.arraycopy(in.reals(3), 0, point, 3 * k, 3);
        }
        double[] u = in.reals(2 * n);
        double[] theta = in.reals(26);
        Entries e = entries();
        HandSurface model = new HandSurface();
        model.forward(n, slots.size(), e.of.length, theta, u, base, inverse, e.of, e.bone, e.rest, corner, point);
        System.out.println(n + " points, " + slots.size() + " vertices, " + e.of.length + " entries");
        model.jacobianErrBlocks();
        // ADBench keeps for every row only its own point's two columns of u: the blocks.
        double[] all = new double[3 * n * 28];
        double[] ofU = model.jacobianErrBlocks_u();
        for (int r = 0; r < 3 * n; r++) for (int c = 0; c < 2; c++) all[c * 3 * n + r] = ofU[2 * r + c];
        columns(model.jacobianErrBlocks_theta(), all, 3 * n, 2);
        print(reference, model.err(), all);
    }

    private static void columns(double[] byRow, double[] byColumn, int rows, int first) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < 26; c++) byColumn[(first + c) * rows + r] = byRow[r * 26 + c];
        }
    }

    public static void main(String[] args) {
        Main hand = new Main(args[0]);
        Numbers in = Numbers.of(args[1]);
        Reference reference = new Reference(args[2]);
        // A file with unknown places on triangles has two more numbers a point.
        boolean isSurface = args[1].contains("complicated");
        if (isSurface) hand.surface(in, reference);
        else hand.simple(in, reference);
    }
}
