package closure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nnc.runtime.DoubleEvaluation;
import org.nnc.runtime.DoublePoint;
import org.nnc.runtime.Sgd;

/**
 * Torch's tutorial on logistic regression: all parameters in one flat vector, a closure that returns the loss of the next
 * example and its gradient, and {@code optim.sgd}, which calls it and returns the new point and the loss.
 */
public final class Run {
    private static final List<String> KINDS = List.of("apple", "lemon", "pear");
    private static final int EPOCHS = 20;

    private Run() {}

    public static void main(String[] args) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("samples/softmax/fruit.csv"));
        int count = lines.size() - 1;
        double[][] x = new double[count][3];
        int[] t = new int[count];
        for (int n = 0; n < count; n++) {
            String[] cells = lines.get(n + 1).split(",");
            for (int i = 0; i < 3; i++) x[n][i] = Double.parseDouble(cells[i]);
            t[n] = KINDS.indexOf(cells[3]);
        }
        standardise(x);

        // x, dl_dx = model:getParameters()
        double[] point = new double[Brands.PARAMETER_COUNT];
        Brands model = new Brands(point);
        int[] next = {0};
        DoubleEvaluation feval = (at, gradient) -> {
            int n = next[0]++ % count;
            double loss = model.lossAndGradient(x[n], new int[] {t[n]});
            System.arraycopy(model.gradient(), 0, gradient, 0, gradient.length);
            return loss;
        };

        DoublePoint first = Sgd.step(point, feval, 0.1);
        print("first loss", first.loss());
        print("new point", first.x());

        Sgd sgd = Sgd.of(point).lr(0.01);
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            double sum = 0;
            for (int n = 0; n < count; n++) sum += sgd.advance(point, feval).loss();
            if (epoch % 5 == 0) print("epoch " + epoch + " loss", sum / count);
        }
        int right = 0;
        for (int n = 0; n < count; n++) {
            model.predict(x[n]);
            double[] y = model.y();
            double best = Arrays.stream(y).max().getAsDouble();
            if (y[t[n]] == best) right++;
        }
        System.out.println(right + " of " + count + " right");
    }

    /** Each column with mean 0 and deviation 1. */
    private static void standardise(double[][] x) {
        for (int i = 0; i < 3; i++) {
            double mean = 0;
            for (double[] row : x) mean += row[i] / x.length;
            double variance = 0;
            for (double[] row : x) variance += (row[i] - mean) * (row[i] - mean) / x.length;
            for (double[] row : x) row[i] = (row[i] - mean) / Math.sqrt(variance);
        }
    }

    private static void print(String what, double... numbers) {
        StringBuilder line = new StringBuilder(what);
        for (double v : numbers) line.append(String.format(Locale.ROOT, " %.6f", v));
        System.out.println(line);
    }
}
