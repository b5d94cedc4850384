package org.nnc.tool.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nnc.tool.GeneratedClass;
import org.nnc.tool.ModelInfo;

/** Loss and accuracy over a part of the examples, in evaluation mode. */
record Report(double loss, Optional<Double> accuracy) {
    /** {@code loss 0.1234 accuracy 94.35 %}; accuracy only where the model has a class to guess. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "loss %.4f", loss)
                + accuracy.map(a -> String.format(Locale.ROOT, " accuracy %.2f %%", 100 * a))
                        .orElse("");
    }

    /** Runs over {@code rows} in batches; the loss is the mean of the batches' losses, weighted by their sizes. */
    static Report over(
            ModelInfo model, String name, GeneratedClass generated, Examples examples, int[] rows, int batch) {
        Optional<Guess> guess = guess(model);
        double loss = 0;
        long right = 0;
        for (int from = 0; from < rows.length; from += batch) {
            int to = Math.min(rows.length, from + batch);
            Map<String, Object> inputs = examples.batch(rows, from, to);
            loss += generated.forward(name, examples.dims(to - from), inputs) * (to - from);
            if (guess.isPresent()) {
                double[] scores = generated.read(guess.get().output());
                right += right(scores, (int[]) inputs.get(guess.get().label()), to - from);
            }
        }
        return new Report(
                loss / rows.length, guess.isPresent() ? Optional.of(right / (double) rows.length) : Optional.empty());
    }

    /** An int input {@code [B] in 0..K} beside exactly one real output {@code [B, K]}. */
    record Guess(String output, String label) {}

    static Optional<Guess> guess(ModelInfo model) {
        List<ModelInfo.Output> real = model.outputs().stream()
                .filter(o -> o.element() == ModelInfo.Element.REAL)
                .toList();
        if (real.size() != 1 || real.get(0).shape().size() != 2) return Optional.empty();
        List<ModelInfo.Size> shape = real.get(0).shape();
        return model.inputs().stream()
                .filter(i -> i.element() == ModelInfo.Element.INT && i.shape().equals(List.of(shape.get(0))))
                .filter(i -> i.range().equals(List.of(ModelInfo.Size.of(0), shape.get(1))))
                .findFirst()
                .map(i -> new Guess(real.get(0).name(), i.name()));
    }

    private static long right(double[] scores, int[] labels, int n) {
        int classes = scores.length / n;
        long right = 0;
        for (int b = 0; b < n; b++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                if (scores[b * classes + k] > scores[b * classes + best]) best = k;
            }
            if (best == labels[b] && !Double.isNaN(scores[b * classes + best])) right++;
        }
        return right;
    }
}
