package gates;

import java.util.Arrays;
import java.util.Locale;

/** Chains two generated one-layer classes by hand and compares the gradient with that of the two layers in one class. */
public final class Chain {
    private Chain() {}

    public static void main(String[] args) {
        int examples = 2;
        float[] x = {0.5f, -1, 0.25f, 1.5f, 0, -0.75f};
        float[] upstream = {1, -1, 0.5f, 2};

        First first = new First(1);
        Second second = new Second(2);
        first.forward(examples, x);
        second.forward(examples, first.h());
        second.backward(upstream);
        first.backward(second.d_h());

        // The parameters of Fused stand in the order of the text: those of First, then those of Second.
        Fused fused = new Fused(join(first.parameters(), second.parameters()));
        fused.forward(examples, x);
        fused.backward(upstream);

        print("y", second.y(), fused.y());
        print("d_x", first.d_x(), fused.d_x());
        print("gradient", join(first.gradient(), second.gradient()), fused.gradient());
    }

    private static float[] join(float[] a, float[] b) {
        float[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private static void print(String name, float[] chained, float[] fused) {
        if (chained.length != fused.length) throw new IllegalStateException(name);
        float most = 0;
        for (int i = 0; i < fused.length; i++) most = Math.max(most, Math.abs(chained[i] - fused[i]));
        StringBuilder line = new StringBuilder(name + " (" + fused.length + " numbers)");
        for (int i = 0; i < Math.min(6, fused.length); i++) line.append(String.format(Locale.ROOT, " %.4f", chained[i]));
        line.append(most < 1e-6 ? " ; the fused class agrees" : " ; the fused class DIFFERS by " + most);
        System.out.println(line);
    }
}
