package org.nnc.tool.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.tool.ForeignClasses;
import org.nnc.tool.GeneratedClass;
import org.nnc.tool.InMemoryJavac;
import org.nnc.tool.ModelInfo;
import org.nnc.tool.train.Optimizers;
import org.nnc.tool.train.TrainOptions;
import org.nnc.tool.train.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nnc train}: compiles in memory and trains on data files. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Nnc.Version.class,
        description = "Trains a model on data files. The first dimension of every input, one common dim, counts"
                + " examples; each epoch goes through them in a new order.",
        footer = {
            "",
            "Data: x=FILE binds an input to an IDX or .npy file, plain or gzipped; FILE.npz binds arrays by name;",
            "FILE.csv binds columns (--columns). Text labels of an int input become 0..K-1 in sorted order.",
            "",
            "Example: nnc train digits.nn --data x=images.gz --data y=labels.gz --scale x=255 --holdout 0.2"
        })
final class Train implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file;

    @Option(names = "--model", paramLabel = "M", description = "The model, where the file holds several.")
    private Optional<String> model;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            required = true,
            description = "x=FILE, FILE.npz or FILE.csv; repeat.")
    private List<String> data;

    @Option(names = "--columns", paramLabel = "x=a,b", description = "The columns of the CSV file that an input takes.")
    private List<String> columns = List.of();

    @Option(names = "--scale", paramLabel = "x=255", description = "Divide the numbers of a real input.")
    private List<String> scale = List.of();

    @Option(
            names = "--standardize",
            paramLabel = "x",
            description = "Centre a real input and divide it by its deviation, both of the training part.")
    private List<String> standardize = List.of();

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data. Default: ${DEFAULT-VALUE}.")
    private int epochs = 10;

    @Option(names = "--batch", paramLabel = "N", description = "Examples per step. Default: ${DEFAULT-VALUE}.")
    private int batch = 32;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Optimizers optimizer = Optimizers.ADAM;

    @Option(
            names = "--lr",
            paramLabel = "R",
            description =
                    "Learning rate. Default: 0.1 for sgd, 0.01 for momentum, nesterov, adagrad, 0.001 for the others.")
    private Optional<Double> rate;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Of parameters, holdout and order: the same seed trains the same. Default: ${DEFAULT-VALUE}.")
    private long seed = 0;

    @Option(
            names = "--holdout",
            paramLabel = "SHARE",
            description = "Keep this share of the examples for the report, such as 0.2. Default: none.")
    private double holdout = 0;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop after N epochs without a better holdout loss, and keep the best.")
    private int patience = 0;

    @Option(names = "--save", paramLabel = "FILE", description = "Write the weights as safetensors.")
    private Optional<Path> save;

    @Option(
            names = "--load",
            paramLabel = "FILE",
            description = "Begin with saved weights, their scaling and their label names.")
    private Optional<Path> load;

    @Option(names = "--loss", paramLabel = "NAME", description = "The loss to train, where the model has several.")
    private Optional<String> loss;

    @Option(names = "--real", paramLabel = "float|double", description = "The Java type of real. Default: float.")
    private ModelOptions.Real real = ModelOptions.Real.FLOAT;

    @Option(names = "--classpath", paramLabel = "CP", description = "Classes behind extern functions.")
    private String classPath = "";

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private Messages messages = new Messages();

    Train(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        TrainOptions train = new TrainOptions(
                data,
                columns,
                scale,
                standardize,
                epochs,
                batch,
                optimizer,
                rate,
                seed,
                holdout,
                patience,
                save,
                load,
                loss);
        Compiler.Result result = Compiler.compile(
                SourceFiles.read(file, console.in()),
                Models.beside(file),
                new Compiler.Options(real == ModelOptions.Real.DOUBLE, options.strict(), "nnc.train"));
        if (messages.print(console, result.diagnostics())) {
            messages.count(console);
            return Exit.MODEL;
        }
        Compiler.Unit unit =
                Models.pick(result.units(), u -> u.derived().primal().name(), model, file);
        if (!InMemoryJavac.isAvailable()) {
            throw new UsageException("this Java (" + System.getProperty("java.home")
                    + ") has no compiler, which training needs; run nnc with a JDK, 17 or newer");
        }
        List<Path> path = Models.classPath(classPath);
        requireForeign(unit, path);
        String className = unit.packageName() + "." + unit.className();
        ClassLoader loader = InMemoryJavac.compile(Map.of(className, unit.java()), path);
        try {
            GeneratedClass generated = GeneratedClass.create(loader.loadClass(className), seed);
            new Training(info(unit.derived().primal(), className), generated, train, console.out())
                    .run(console.terminal());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return Exit.FINE;
    }

    private void requireForeign(Compiler.Unit unit, List<Path> path) {
        Program p = unit.derived()
                .gradient()
                .map(g -> g.program())
                .orElse(unit.derived().primal());
        try {
            new ForeignClasses(path).require(p, real == ModelOptions.Real.DOUBLE);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** What training needs to know of a program. */
    static ModelInfo info(Program p, String className) {
        List<ModelInfo.Input> inputs = new ArrayList<>();
        for (Program.Input i : p.inputs()) {
            List<ModelInfo.Size> range = i.range()
                    .map(r -> List.of(size(r.lo(), p), size(r.hi(), p)))
                    .orElse(List.of());
            inputs.add(new ModelInfo.Input(i.tensor().name(), element(i.tensor()), shape(i.tensor(), p), range));
        }
        List<ModelInfo.Output> outputs = p.outputs().stream()
                .map(name -> p.tensor(name).orElseThrow())
                .map(t -> new ModelInfo.Output(t.name(), element(t), shape(t, p)))
                .toList();
        return new ModelInfo(p.name(), className, p.runtimeDims(), inputs, outputs, p.losses());
    }

    private static ModelInfo.Element element(Tensor t) {
        return switch (t.type()) {
            case REAL -> ModelInfo.Element.REAL;
            case INT -> ModelInfo.Element.INT;
            case BOOL -> ModelInfo.Element.BOOL;
        };
    }

    private static List<ModelInfo.Size> shape(Tensor t, Program p) {
        return t.shape().stream().map(d -> size(d, p)).toList();
    }

    private static ModelInfo.Size size(Dim d, Program p) {
        String text = d.toString();
        Optional<Integer> constant =
                d.isConstant() ? Optional.of(Math.toIntExact(d.constant().getAsLong())) : Optional.empty();
        return new ModelInfo.Size(
                text, p.runtimeDims().contains(text) ? Optional.of(text) : Optional.empty(), constant);
    }
}
