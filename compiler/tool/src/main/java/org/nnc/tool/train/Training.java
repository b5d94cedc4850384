package org.nnc.tool.train;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.tool.GeneratedClass;
import org.nnc.tool.ModelInfo;
import org.nnc.tool.data.DataArray;
import org.nnc.tool.data.Holdout;
import org.nnc.tool.data.Scaling;
import org.nnc.tool.data.Shuffle;

/** Trains a generated class on examples from files: mini-batches in a seeded order, a report on what was kept back. */
public final class Training {
    private static final int REPORT_BATCH = 256;

    private final ModelInfo model;
    private final GeneratedClass generated;
    private final TrainOptions options;
    private final PrintStream out;
    private final Examples examples;
    private final Holdout parts;
    private final String loss;

    /**
     * Reads and checks all data.
     *
     * @throws TrainException where the model, the options or the data do not suit each other
     * @throws org.nnc.tool.data.DataException where a file is damaged
     */
    public Training(ModelInfo model, GeneratedClass generated, TrainOptions options, PrintStream out) {
        this.model = model;
        this.generated = generated;
        this.options = options;
        this.out = out;
        this.loss = loss(model, options.loss());
        Bindings bindings = new Bindings(model, options);
        Optional<Stored> stored = options.load().map(path -> Stored.load(path, generated));
        Map<String, DataArray> arrays = bindings.read(stored.map(Stored::labels).orElse(Map.of()));
        this.examples = new Examples(model, generated.isDouble(), arrays);
        if (options.holdout() > 0 && examples.count() < 2) {
            throw new TrainException("--holdout needs at least two examples, there is one");
        }
        this.parts = Holdout.split(examples.count(), options.holdout(), options.seed());
        scale(bindings, stored);
    }

    /** The loss that is trained. */
    private static String loss(ModelInfo model, Optional<String> chosen) {
        List<String> losses = model.losses();
        if (losses.isEmpty()) {
            throw new TrainException(
                    "the model " + model.name() + " has no loss to train; give it one: loss NAME = ..");
        }
        if (chosen.isPresent() && !losses.contains(chosen.get())) {
            throw new TrainException("--loss: the model " + model.name() + " has no loss " + chosen.get() + "; it has "
                    + String.join(", ", losses));
        }
        if (chosen.isEmpty() && losses.size() > 1) {
            throw new TrainException("the model " + model.name() + " has the losses " + String.join(", ", losses)
                    + "; choose one with --loss NAME, or add them up in a loss of their own");
        }
        return chosen.orElse(losses.get(0));
    }

    private void scale(Bindings bindings, Optional<Stored> stored) {
        stored.ifPresent(s -> s.scalings().forEach((input, scaling) -> {
            if (examples.scalings().containsKey(input)) examples.scale(input, scaling);
        }));
        for (ModelInfo.Input i : model.inputs()) {
            boolean divides = bindings.scales().containsKey(i.name());
            boolean centres = bindings.standardized().contains(i.name());
            if (!divides && !centres) continue;
            Scaling s = divides ? Scaling.dividedBy(bindings.scales().get(i.name())) : Scaling.NONE;
            examples.scale(i.name(), centres ? s.standardized(examples.array(i.name()), parts.training()) : s);
        }
    }

    /**
     * Trains, reports, saves.
     *
     * @param terminal whether the progress line is overwritten in place
     * @return the report on the part kept back, if any was
     */
    public Optional<Double> run(boolean terminal) {
        try {
            return trained(terminal);
        } catch (IllegalArgumentException e) {
            // The generated class refuses sizes or values that only it can judge, before it writes anything.
            throw new TrainException("the model refuses the data: " + e.getMessage());
        }
    }

    private Optional<Double> trained(boolean terminal) {
        announce();
        Runnable step = options.optimizer().on(generated, options.rate());
        int[] order = parts.training().clone();
        Progress progress = new Progress(out, terminal, System::nanoTime, options.epochs(), order.length);
        Best best = new Best(generated);
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            System.arraycopy(parts.training(), 0, order, 0, order.length);
            Shuffle.shuffle(order, options.seed(), epoch);
            double mean = epoch(epoch, order, step, progress);
            String more = "";
            if (options.patience() > 0) {
                Report held = report(parts.held());
                more = "  holdout " + held;
                best.offer(held.loss());
            }
            progress.epoch(epoch, mean, more);
            if (options.patience() > 0 && best.age() >= options.patience()) {
                out.println("no better holdout loss in " + best.age() + " epochs: stopped");
                break;
            }
        }
        if (options.patience() > 0) best.restore();
        options.save().ifPresent(path -> {
            Stored.save(path, generated, examples, model);
            out.println("saved " + path);
        });
        if (parts.held().length == 0) {
            if (options.epochs() == 0) out.println(report(parts.training()));
            return Optional.empty();
        }
        Report held = report(parts.held());
        out.println("holdout " + held);
        return held.accuracy();
    }

    private double epoch(int epoch, int[] order, Runnable step, Progress progress) {
        double sum = 0;
        for (int from = 0; from < order.length; ) {
            // Written so that a huge --batch cannot overflow.
            int to = from + Math.min(options.batch(), order.length - from);
            double now = generated.lossAndGradient(loss, examples.dims(to - from), examples.batch(order, from, to));
            if (!Double.isFinite(now)) {
                throw TrainException.diverged("the loss became " + now + " in epoch " + epoch + ", at example "
                        + (from + 1) + " of it; try a smaller --lr, or --scale / --standardize the inputs");
            }
            step.run();
            sum += now * (to - from);
            from = to;
            progress.batch(epoch, from, sum / from);
        }
        return sum / order.length;
    }

    private Report report(int[] rows) {
        return Report.over(model, loss, generated, examples, rows, Math.max(options.batch(), REPORT_BATCH));
    }

    private void announce() {
        Map<String, List<String>> labels = labels(model, examples);
        labels.forEach((input, names) -> {
            StringBuilder line = new StringBuilder("labels of " + input + ":");
            for (int k = 0; k < names.size(); k++)
                line.append(k == 0 ? " " : ", ").append(k).append(" = ").append(names.get(k));
            out.println(line);
        });
    }

    /** The names of classes, by input, where the data had names. */
    static Map<String, List<String>> labels(ModelInfo model, Examples examples) {
        Map<String, List<String>> labels = new LinkedHashMap<>();
        for (ModelInfo.Input i : model.inputs()) {
            if (!examples.labels(i.name()).isEmpty()) labels.put(i.name(), examples.labels(i.name()));
        }
        return labels;
    }

    /** The parameters and state of the epoch with the least holdout loss so far. */
    private static final class Best {
        private final GeneratedClass generated;
        private double loss = Double.POSITIVE_INFINITY;
        private int age;
        private Object parameters;
        private Object state;

        Best(GeneratedClass generated) {
            this.generated = generated;
        }

        int age() {
            return age;
        }

        void offer(double candidate) {
            age++;
            if (!(candidate < loss)) return;
            loss = candidate;
            age = 0;
            parameters = copy(generated.parameters());
            state = copy(generated.state());
        }

        void restore() {
            if (parameters == null) return;
            put(parameters, generated.parameters());
            put(state, generated.state());
        }

        private static Object copy(Object array) {
            return array instanceof float[] f ? f.clone() : ((double[]) array).clone();
        }

        private static void put(Object from, Object to) {
            System.arraycopy(from, 0, to, 0, java.lang.reflect.Array.getLength(from));
        }
    }
}
