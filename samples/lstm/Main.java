package lstm;

import adbench.Numbers;
import adbench.Reference;

/** ADBench's LSTM: the loss and its gradient, compared with the reference. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Numbers in = Numbers.of(args[0]);
        int layers = in.whole();
        int characters = in.whole();
        int bits = in.whole();
        double[] main = in.reals(layers * 8 * bits);
        double[] extra = in.reals(3 * bits);
        double[] state = in.reals(layers * 2 * bits);
        double[] seq = in.reals(characters * bits);

        Lstm model = new Lstm();
        double f = model.lossAndGradient(layers, characters, bits, main, extra, state, seq);
        double[] gradient = new double[main.length + extra.length];
        System.arraycopy(model.d_main(), 0, gradient, 0, main.length);
        System.arraycopy(model.d_extra(), 0, gradient, main.length, extra.length);

        Reference reference = new Reference(args[1]);
        System.out.println(layers + " layers, " + characters + " characters of " + bits + " bits");
        System.out.println(reference.check("objective", f) + " agrees");
        System.out.println(reference.check("gradient", gradient) + " agree");
    }
}
