package org.nnc.compiler.diff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.verify.Evaluate;

/** Random affine index maps: the solved form of a contribution against adding up point by point. */
class ContributionTest {
    private static final int CASES = 4000;

    private final Random random = new Random(3);
    private int bare;
    private int shifted;
    private int strided;
    private int diagonal;
    private int dependent;
    private int empty;

    @Test
    void agreesWithBruteForce() {
        for (int n = 0; n < CASES; n++) one(n);
        // A case that never occurs is not tested.
        for (int count : new int[] {bare, shifted, strided, diagonal, dependent, empty}) {
            assertTrue(count > CASES / 20, "too rare: " + List.of(bare, shifted, strided, diagonal, dependent, empty));
        }
    }

    private void one(int n) {
        int depth = 1 + random.nextInt(3);
        int rank = 1 + random.nextInt(3);
        List<Loop> loops = new ArrayList<>();
        int[] extents = new int[depth];
        boolean isTriangular = depth > 1 && random.nextInt(4) == 0;
        for (int k = 0; k < depth; k++) {
            extents[k] = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(5);
            Index i = new Index("i" + k);
            // The last loop may start and end at earlier indices.
            loops.add(
                    k == depth - 1 && isTriangular
                            ? new Loop(
                                    i,
                                    Expr.constant(0),
                                    Build.add(Expr.position(loops.get(0).index()), Expr.constant(1)))
                            : Loop.upTo(i, Dim.of(extents[k])));
        }
        if (isTriangular) dependent++;
        if (Arrays.stream(extents).anyMatch(e -> e == 0)) empty++;
        int[][] c = new int[rank][depth + 1];
        int[] shape = new int[rank];
        List<Expr> at = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
            shape[d] = 1 + random.nextInt(6);
            int terms = 0;
            boolean isPlain = random.nextBoolean();
            Expr e = Expr.constant(0);
            for (int k = 0; k < depth; k++) {
                c[d][k] = isPlain ? (terms == 0 && random.nextBoolean() ? 1 : 0) : random.nextInt(7) - 3;
                if (c[d][k] != 0) terms++;
                e = Build.add(e, Build.mul(Expr.constant(c[d][k]), Expr.position(new Index("i" + k))));
            }
            c[d][depth] = random.nextInt(3) == 0 ? random.nextInt(5) - 2 : 0;
            at.add(Build.add(e, Expr.constant(c[d][depth])));
            if (d > 0 && random.nextInt(6) == 0) {
                c[d] = c[d - 1].clone();
                at.set(d, at.get(d - 1));
            }
            if (terms == 1 && isPlain) {
                if (c[d][depth] == 0) bare++;
                else shifted++;
            } else if (terms > 0) strided++;
        }
        if (rank > 1 && at.get(0).equals(at.get(1)) && !at.get(0).isConst()) diagonal++;
        Tensor x = tensor("x", shape);
        int[] dense = extents.clone();
        if (isTriangular) dense[depth - 1] = Math.max(1, extents[0]);
        Tensor w = tensor("w", dense);
        double[] weights = random.doubles(w.size().constant().getAsLong()).toArray();
        Expr factor =
                Expr.read(w, loops.stream().map(l -> Expr.position(l.index())).toList());
        Expr.Read read = Expr.read(x, at, Optional.of(Expr.real(0)));
        Tensor dx = tensor("d_x", shape);
        Equation e = new Contribution(read, loops, Expr.TRUE, factor).equation(dx, Differentiate.freshIndices(dx));
        Program program = new Program(
                "M",
                "",
                List.of(),
                List.of(new Program.Input(w, Optional.empty())),
                List.of(),
                List.of(),
                List.of(e),
                List.of("d_x"),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        double[] expected = new double[(int) dx.size().constant().getAsLong()];
        int[] point = new int[depth];
        scatter(expected, shape, c, extents, dense, isTriangular, weights, point, 0);
        double[] actual = Evaluate.run(program, Map.of(), Map.of("w", weights)).get("d_x");
        assertArrayEquals(expected, actual, 1e-12, () -> "case " + n + ": x" + at + " over " + loops + " gives " + e);
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] == 0) assertTrue(actual[i] == 0, "a structural zero is exact");
        }
    }

    private static void scatter(
            double[] sum,
            int[] shape,
            int[][] c,
            int[] extents,
            int[] dense,
            boolean triangular,
            double[] w,
            int[] point,
            int k) {
        if (k < point.length) {
            int end = triangular && k == point.length - 1 ? point[0] + 1 : extents[k];
            for (point[k] = 0; point[k] < end; point[k]++)
                scatter(sum, shape, c, extents, dense, triangular, w, point, k + 1);
            return;
        }
        int cell = 0;
        for (int d = 0; d < shape.length; d++) {
            int u = c[d][point.length];
            for (int j = 0; j < point.length; j++) u += c[d][j] * point[j];
            if (u < 0 || u >= shape[d]) return;
            cell = cell * shape[d] + u;
        }
        int from = 0;
        for (int j = 0; j < point.length; j++) from = from * dense[j] + point[j];
        sum[cell] += w[from];
    }

    private static Tensor tensor(String name, int[] shape) {
        return new Tensor(
                name, Type.REAL, Arrays.stream(shape).mapToObj(Dim::of).toList());
    }
}
