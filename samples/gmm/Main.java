package gmm;

import adbench.Numbers;
import adbench.Reference;

/** ADBench's Gaussian mixture: the density's logarithm and its gradient, compared with the reference. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Numbers in = Numbers.of(args[0]);
        int d = in.whole();
        int k = in.whole();
        int n = in.whole();
        double[] alpha = in.reals(k);
        double[] mu = in.reals(k * d);
        double[] icf = in.reals(k * d * (d + 1) / 2);
        double[] x = in.reals(n * d);
        double gamma = in.real();
        int m = in.whole();

        Gmm model = new Gmm();
        double f = model.lossAndGradient(n, d, k, alpha, mu, icf, x, gamma, m);
        double[] gradient = new double[alpha.length + mu.length + icf.length];
        System.arraycopy(model.d_alpha(), 0, gradient, 0, alpha.length);
        System.arraycopy(model.d_mu(), 0, gradient, alpha.length, mu.length);
        System.arraycopy(model.d_icf(), 0, gradient, alpha.length + mu.length, icf.length);

        Reference reference = new Reference(args[1]);
        System.out.println(n + " points of dimension " + d + ", " + k + " components");
        System.out.println(reference.check("objective", f) + " agrees");
        System.out.println(reference.check("gradient", gradient) + " agree");
    }
}
