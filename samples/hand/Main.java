package hand;

import adbench.Reference;
import java.util.Arrays;

/** ADBench's hand tracking: residuals and their Jacobian, compared with the reference. */
public final class Main {
    private Main() {}

    private static void print(Inputs in, Reference reference, double[] err, double[][] blocks) {
        String entries = in.of.length == 0 ? "all weights" : in.of.length + " entries";
        System.out.println(in.points + " points, " + in.vertices + " vertices, " + entries);
        System.out.println(reference.check("objective", err) + " agree");
        System.out.println(reference.check("J.colmajor", columns(3 * in.points, blocks)) + " agree");
    }

    private static void simple(Inputs in, Reference reference) {
        Hand model = new Hand();
        model.forward(
                in.points, in.vertices, in.of.length, in.turn, in.shift, in.finger, in.base, in.inverse, in.of, in.bone,
                in.rest, in.at, in.point);
        model.jacobianErr();
        print(in, reference, model.err(), new double[][] {
            model.jacobianErr_turn(), model.jacobianErr_shift(), model.jacobianErr_finger()
        });
    }

    private static void dense(Inputs in, Reference reference) {
        DenseHand model = new DenseHand();
        model.forward(
                in.points, in.vertices, in.turn, in.shift, in.finger, in.base, in.inverse, in.rest, in.at, in.point);
        model.jacobianErr();
        print(in, reference, model.err(), new double[][] {
            model.jacobianErr_turn(), model.jacobianErr_shift(), model.jacobianErr_finger()
        });
    }

    private static void surface(Inputs in, Reference reference) {
        HandSurface model = new HandSurface();
        model.forward(
                in.points, in.vertices, in.of.length, in.turn, in.shift, in.finger, in.u, in.base, in.inverse, in.of,
                in.bone, in.rest, in.at, in.point);
        model.jacobianErrBlocks();
        // ADBench keeps for every row only its own point's two columns of u: the blocks.
        print(in, reference, model.err(), new double[][] {
            model.jacobianErrBlocks_u(),
            model.jacobianErrBlocks_turn(),
            shifts(model.jacobianErrBlocks_shift()),
            model.jacobianErrBlocks_finger()
        });
    }

    private static void denseSurface(Inputs in, Reference reference) {
        DenseHandSurface model = new DenseHandSurface();
        model.forward(
                in.points, in.vertices, in.turn, in.shift, in.finger, in.u, in.base, in.inverse, in.rest, in.at,
                in.point);
        model.jacobianErrBlocks();
        print(in, reference, model.err(), new double[][] {
            model.jacobianErrBlocks_u(),
            model.jacobianErrBlocks_turn(),
            shifts(model.jacobianErrBlocks_shift()),
            model.jacobianErrBlocks_finger()
        });
    }

    /** A row depends on the shift in its own direction only: three columns of the one that is not 0. */
    private static double[] shifts(double[] block) {
        double[] all = new double[3 * block.length];
        for (int r = 0; r < block.length; r++) all[3 * r + r % 3] = block[r];
        return all;
    }

    /** Blocks of columns, each by rows, as one array of columns. */
    private static double[] columns(int rows, double[]... blocks) {
        double[] all = new double[Arrays.stream(blocks).mapToInt(b -> b.length).sum()];
        int first = 0;
        for (double[] block : blocks) {
            int width = block.length / rows;
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < width; c++) all[(first + c) * rows + r] = block[r * width + c];
            }
            first += width;
        }
        return all;
    }

    /** @param args the model's folder, the case, the reference; "dense" for all weights of all vertices */
    public static void main(String[] args) {
        // A file with unknown places on triangles has two more numbers a point.
        boolean isSurface = args[1].contains("complicated");
        boolean isDense = args.length > 3;
        Inputs in = Inputs.of(args[0], args[1], isSurface, isDense);
        Reference reference = new Reference(args[2]);
        if (isSurface && isDense) denseSurface(in, reference);
        else if (isSurface) surface(in, reference);
        else if (isDense) dense(in, reference);
        else simple(in, reference);
    }
}
