package org.nnc.tool.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that {@code nnc train} can be told.
 *
 * @param data {@code x=file}, or an archive or table
 * @param columns {@code x=a,b,c}
 * @param scale {@code x=255}: divides
 * @param standardize names of inputs, which may be joined by commas
 * @param epochs passes over the training part; 0 only reports
 * @param batch examples per step
 * @param rate of learning; empty for the optimiser's default
 * @param seed of parameters, holdout and order
 * @param holdout share kept for the report, in [0, 1)
 * @param patience epochs without a better holdout loss after which training stops; 0 never stops
 * @param save where to write the weights
 * @param load weights to begin with
 * @param loss which loss is trained; empty for the only one
 */
public record TrainOptions(
        List<String> data,
        List<String> columns,
        List<String> scale,
        List<String> standardize,
        int epochs,
        int batch,
        Optimizers optimizer,
        Optional<Double> rate,
        long seed,
        double holdout,
        int patience,
        Optional<Path> save,
        Optional<Path> load,
        Optional<String> loss) {
    public TrainOptions {
        if (data.isEmpty()) throw new TrainException("--data is missing: where are the examples?");
        if (epochs < 0) throw new TrainException("--epochs " + epochs + " is negative");
        if (batch < 1) throw new TrainException("--batch " + batch + ": at least 1 is needed");
        if (!(holdout >= 0 && holdout < 1)) throw new TrainException("--holdout " + holdout + " is not in [0, 1)");
        if (patience < 0) throw new TrainException("--patience " + patience + " is negative");
        if (patience > 0 && holdout == 0) throw new TrainException("--patience needs --holdout");
        if (rate.isPresent() && !(rate.get() >= 0 && rate.get() < Double.POSITIVE_INFINITY)) {
            throw new TrainException("--lr " + rate.get() + " is not a finite number of at least 0");
        }
    }
}
