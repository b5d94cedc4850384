package bundle;

import adbench.Numbers;
import adbench.Reference;

/** ADBench's bundle adjustment: residuals and their sparse Jacobian, compared with the reference. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Numbers in = Numbers.of(args[0]);
        int c = in.whole();
        int m = in.whole();
        int p = in.whole();
        // The file holds one camera, one point, one weight and one feature; every one of a kind is like it.
        double[] cams = Numbers.repeated(in.reals(11), c);
        double[] points = Numbers.repeated(in.reals(3), m);
        double[] w = Numbers.repeated(in.reals(1), p);
        double[] feat = Numbers.repeated(in.reals(2), p);
        int[] ci = new int[p];
        int[] pi = new int[p];
        for (int o = 0; o < p; o++) {
            ci[o] = o % c;
            pi[o] = o % m;
        }

        Bundle model = new Bundle();
        // The pattern changes only with the index tensors, so a solver asks for it once.
        model.forward(c, m, p, cams, points, w, ci, pi, feat);
        int[] starts = new int[2 * p + 1];
        model.jacobianErrRowStarts(starts);
        int[] columns = new int[starts[2 * p]];
        model.jacobianErrColumns(columns);

        double[] values = new double[columns.length];
        model.jacobianErrValues(values);
        double[] weights = new double[p];
        model.jacobianWerrValues(weights);

        // ADBench puts the rows of the weights below those of the errors.
        double[] all = new double[values.length + p];
        double[] allColumns = new double[all.length];
        double[] allRows = new double[3 * p + 1];
        for (int k = 0; k < columns.length; k++) allColumns[k] = columns[k];
        for (int r = 0; r <= 2 * p; r++) allRows[r] = starts[r];
        System.arraycopy(values, 0, all, 0, values.length);
        System.arraycopy(weights, 0, all, values.length, p);
        for (int o = 0; o < p; o++) {
            allColumns[values.length + o] = 11 * c + 3 * m + o;
            allRows[2 * p + o + 1] = values.length + o + 1;
        }

        Reference reference = new Reference(args[1]);
        System.out.println(c + " cameras, " + m + " points, " + p + " observations");
        System.out.println(reference.check("reproj_err", model.err()) + " agree");
        System.out.println(reference.check("w_err", model.werr()) + " agree");
        System.out.println(reference.check("J.rows", allRows) + " agree");
        System.out.println(reference.check("J.cols", allColumns) + " agree");
        System.out.println(reference.check("J.vals", all) + " agree");
    }
}
