package hand;

import adbench.Reference;

/** ADBench's hand tracking: residuals and their Jacobian, compared with the reference. */
public final class Main {
    private Main() {}

    private static void print(Inputs in, Reference reference, double[] err, double[] jacobian) {
        System.out.println(in.points + " points, " + in.vertices + " vertices, " + in.of.length + " entries");
        System.out.println(reference.check("objective", err) + " agree");
        System.out.println(reference.check("J.colmajor", jacobian) + " agree");
    }

    private static void simple(Inputs in, Reference reference) {
        Hand model = new Hand();
        model.forward(
                in.points,
                in.vertices,
                in.of.length,
                in.theta,
                in.base,
                in.inverse,
                in.of,
                in.bone,
                in.rest,
                in.at,
                in.point);
        double[] byRow = model.jacobianErr();
        double[] byColumn = new double[byRow.length];
        columns(byRow, byColumn, 3 * in.points, 0);
        print(in, reference, model.err(), byColumn);
    }

    private static void surface(Inputs in, Reference reference) {
        HandSurface model = new HandSurface();
        model.forward(
                in.points,
                in.vertices,
                in.of.length,
                in.theta,
                in.u,
                in.base,
                in.inverse,
                in.of,
                in.bone,
                in.rest,
                in.at,
                in.point);
        model.jacobianErrBlocks();
        // ADBench keeps for every row only its own point's two columns of u: the blocks.
        int rows = 3 * in.points;
        double[] all = new double[rows * 28];
        double[] ofU = model.jacobianErrBlocks_u();
        for (int r = 0; r < rows; r++) for (int c = 0; c < 2; c++) all[c * rows + r] = ofU[2 * r + c];
        columns(model.jacobianErrBlocks_theta(), all, rows, 2);
        print(in, reference, model.err(), all);
    }

    private static void columns(double[] byRow, double[] byColumn, int rows, int first) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < 26; c++) byColumn[(first + c) * rows + r] = byRow[r * 26 + c];
        }
    }

    /** @param args the model's folder, the case, the reference; "dense" for weights of all bones */
    public static void main(String[] args) {
        // A file with unknown places on triangles has two more numbers a point.
        boolean isSurface = args[1].contains("complicated");
        Inputs in = Inputs.of(args[0], args[1], isSurface, args.length > 3);
        Reference reference = new Reference(args[2]);
        if (isSurface) surface(in, reference);
        else simple(in, reference);
    }
}
