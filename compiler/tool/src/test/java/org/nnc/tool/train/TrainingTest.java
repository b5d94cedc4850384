package org.nnc.tool.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nnc.runtime.Weights;
import org.nnc.tool.GeneratedClass;
import org.nnc.tool.HandWritten;
import org.nnc.tool.ModelInfo;

/** Training of softmax regression, whose class is written by hand. */
class TrainingTest {
    @TempDir
    Path dir;

    /** Two well separated groups; the second column is constant. */
    private Path table(int rows) throws IOException {
        StringBuilder text = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < rows; i++) {
            text.append(100 + (i % 2) * 10 + i % 7 * 0.1)
                    .append(",5,")
                    .append(i % 2 == 0 ? "low" : "high")
                    .append('\n');
        }
        return Files.writeString(dir.resolve("t.csv"), text);
    }

    private static final class Settings {
        List<String> data = List.of();
        List<String> columns = List.of("x=a,b", "y=kind");
        List<String> scale = List.of();
        List<String> standardize = List.of("x");
        int epochs = 20;
        int batch = 7;
        Optimizers optimizer = Optimizers.ADAM;
        Optional<Double> rate = Optional.of(0.05);
        long seed = 1;
        double holdout = 0.25;
        int patience;
        Optional<Path> save = Optional.empty();
        Optional<Path> load = Optional.empty();

        TrainOptions options() {
            return new TrainOptions(
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
                    Optional.empty());
        }
    }

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private Optional<Double> train(GeneratedClass g, ModelInfo info, Settings s) {
        printed.reset();
        return new Training(info, g, s.options(), new PrintStream(printed, true, StandardCharsets.UTF_8)).run(false);
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @ParameterizedTest
    @EnumSource(Optimizers.class)
    void everyOptimiserSeparatesTwoGroups(Optimizers optimizer) throws IOException {
        Settings s = new Settings();
        s.data = List.of(table(60).toString());
        s.optimizer = optimizer;
        s.rate = Optional.empty();
        s.epochs = 50;
        for (String real : List.of("float", "double")) {
            GeneratedClass g = HandWritten.newSoftmax(real, 2, 2, 1);
            assertEquals(Optional.of(1.0), train(g, HandWritten.softmaxInfo("Soft", 2, 2), s), optimizer + " " + real);
        }
    }

    @Test
    void printsLabelsOneLineAnEpochAndTheReportLast() throws IOException {
        Settings s = new Settings();
        s.data = List.of(table(60).toString());
        train(HandWritten.newSoftmax("float", 2, 2, 1), HandWritten.softmaxInfo("Soft", 2, 2), s);
        List<String> lines = lines();
        assertEquals("labels of y: 0 = high, 1 = low", lines.get(0));
        assertTrue(lines.get(1).matches("epoch 1/20  loss 0\\.\\d{4}  [\\d,]+ examples/s  .* left"), lines.get(1));
        assertEquals(1 + 20 + 1, lines.size());
        assertTrue(lines.get(21).matches("holdout loss 0\\.\\d{4} accuracy 100\\.00 %"), lines.get(21));
    }

    @Test
    void theSameSeedGivesTheSameParameters() throws IOException {
        Settings s = new Settings();
        s.data = List.of(table(60).toString());
        // No holdout: only the order of the examples may differ.
        s.holdout = 0;
        ModelInfo info = HandWritten.softmaxInfo("Soft", 2, 2);
        GeneratedClass a = HandWritten.newSoftmax("double", 2, 2, 1);
        GeneratedClass b = HandWritten.newSoftmax("double", 2, 2, 1);
        train(a, info, s);
        train(b, info, s);
        assertArrayEquals((double[]) a.parameters(), (double[]) b.parameters());
        s.seed = 2;
        GeneratedClass c = HandWritten.newSoftmax("double", 2, 2, 1);
        train(c, info, s);
        assertTrue(((double[]) a.parameters())[0] != ((double[]) c.parameters())[0]);
    }

    /** One full batch of plain descent is one step that can be worked by hand: all examples, also of a last small batch. */
    @Test
    void oneStepIsTheMeanGradientOverTheBatch() throws IOException {
        Settings s = new Settings();
        s.data = List.of(Files.writeString(dir.resolve("u.csv"), "a,b,kind\n1,0,0\n3,0,1\n5,2,1\n")
                .toString());
        s.standardize = List.of();
        s.scale = List.of("x=2");
        s.holdout = 0;
        s.epochs = 1;
        s.optimizer = Optimizers.SGD;
        s.rate = Optional.of(1.0);
        s.batch = Integer.MAX_VALUE;
        GeneratedClass g = HandWritten.newSoftmax("double", 2, 2, 1);
        g.segments().forEach(segment -> g.write(segment, new double[segment.size()]));
        train(g, HandWritten.softmaxInfo("Soft", 2, 2), s);
        // p = 1/2 everywhere; d_W[0] = mean of (p0 - [y = 0]) x with x = a/2, b/2.
        double w00 = -((-0.5) * 0.5 + 0.5 * 1.5 + 0.5 * 2.5) / 3;
        assertArrayEquals(
                new double[] {w00, -0.5 * 1 / 3, -w00, 0.5 * 1 / 3, -0.5 / 3, 0.5 / 3},
                (double[]) g.parameters(),
                1e-15);
        s.batch = 2;
        s.rate = Optional.of(0.0);
        train(g, HandWritten.softmaxInfo("Soft", 2, 2), s);
        assertTrue(lines().get(0).startsWith("epoch 1/1  loss "), lines().get(0));
    }

    @Test
    void weightsRememberScalingAndLabels() throws IOException {
        Settings s = new Settings();
        s.data = List.of(table(60).toString());
        s.save = Optional.of(dir.resolve("w.safetensors"));
        ModelInfo info = HandWritten.softmaxInfo("Soft", 2, 2);
        train(HandWritten.newSoftmax("float", 2, 2, 1), info, s);
        assertEquals("saved " + dir.resolve("w.safetensors"), lines().get(lines().size() - 2));
        String report = lines().get(lines().size() - 1);
        Map<String, String> metadata = Weights.metadata(dir.resolve("w.safetensors"));
        assertEquals("[\"high\",\"low\"]", metadata.get("labels.y"));
        assertTrue(metadata.get("scaling.x").startsWith("1.0;10"), metadata.get("scaling.x"));

        Settings again = new Settings();
        again.data = s.data;
        again.standardize = List.of();
        again.epochs = 0;
        again.load = s.save;
        train(HandWritten.newSoftmax("float", 2, 2, 9), info, again);
        assertEquals(report, lines().get(lines().size() - 1));
        again.data = List.of(Files.writeString(dir.resolve("v.csv"), "a,b,kind\n1,1,low\n1,1,other\n")
                .toString());
        assertTrue(assertThrows(
                        RuntimeException.class, () -> train(HandWritten.newSoftmax("float", 2, 2, 9), info, again))
                .getMessage()
                .contains("the label \"other\" was not among those trained with"));
    }

    @Test
    void patienceStopsAndKeepsTheBest() throws IOException {
        Settings s = new Settings();
        // Labels by chance: the holdout loss soon grows.
        StringBuilder text = new StringBuilder("a,b,kind\n");
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < 40; i++) {
            text.append(random.nextGaussian())
                    .append(',')
                    .append(random.nextGaussian())
                    .append(',');
            text.append(random.nextInt(2)).append('\n');
        }
        s.data = List.of(Files.writeString(dir.resolve("r.csv"), text).toString());
        s.epochs = 500;
        s.rate = Optional.of(0.3);
        s.patience = 3;
        train(HandWritten.newSoftmax("double", 2, 2, 1), HandWritten.softmaxInfo("Soft", 2, 2), s);
        List<String> lines = lines();
        assertEquals("no better holdout loss in 3 epochs: stopped", lines.get(lines.size() - 2));
        double last = lossOf(lines.get(lines.size() - 1));
        double best = lines.stream()
                .filter(l -> l.startsWith("epoch"))
                .mapToDouble(l -> lossOf(l.substring(l.indexOf("holdout"))))
                .min()
                .orElseThrow();
        assertEquals(best, last);
    }

    private static double lossOf(String text) {
        return Double.parseDouble(text.replaceAll(".*loss ([0-9.]+).*", "$1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "z=T| x=a,b| | --data: the model Soft has no input z; it has x, y",
                "T| x=a,b| | no data for the input y : int[B] in 0..2; add --data y=FILE or --columns y=COLUMN",
                "T| x=a,b y=nope| | no column \"nope\"; the columns are a, b, kind",
                "T| x=a y=kind| | has 1 values an example (shape [60]), the input x : real[B, 2] takes 2",
                "T| x=a,b y=a| | line 3, column \"a\": 110.1 is not an integer",
                "T| x=a,b y=b| | row 1 (y): 5 is out of range; the input y : int[B] in 0..2 takes integers from 0 up to,",
                "T| x=a,b y=kind| y=2| --scale y: the input y : int[B] in 0..2 is not real",
                "T| x=a,b y=kind| x=0| the divisor must be a number other than 0",
                "T| x=a,kind y=kind| | line 2, column \"kind\": \"low\" is not a number",
                "T| x| | --columns x is not of the form --columns x=a,b,c",
                "T T| x=a,b y=kind| | two tables",
                "none.csv| x=a,b| | no such file",
            })
    void mistakes(String data, String columns, String scale, String message) throws IOException {
        String file = table(60).toString();
        Settings s = new Settings();
        s.data = List.of(data.replace("T", file).split(" "));
        s.columns = List.of(columns.split(" "));
        s.scale = scale == null ? List.of() : List.of(scale.split(" "));
        RuntimeException e = assertThrows(
                RuntimeException.class,
                () -> train(HandWritten.newSoftmax("float", 2, 2, 1), HandWritten.softmaxInfo("Soft", 2, 2), s));
        assertTrue(e instanceof TrainException || e instanceof org.nnc.tool.data.DataException, e.toString());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void nanInArraysAndUnequalCountsAreLocated() throws IOException {
        Settings s = new Settings();
        s.columns = List.of();
        java.nio.ByteBuffer x = java.nio.ByteBuffer.allocate(12 + 16)
                .putInt(0x0D02)
                .putInt(2)
                .putInt(2)
                .putFloat(1)
                .putFloat(2)
                .putFloat(3)
                .putFloat(Float.NaN);
        java.nio.ByteBuffer y =
                java.nio.ByteBuffer.allocate(8 + 3).putInt(0x0801).putInt(3);
        s.data = List.of(
                "x=" + Files.write(dir.resolve("x.idx"), x.array()),
                "y=" + Files.write(dir.resolve("y.idx"), y.array()));
        ModelInfo info = HandWritten.softmaxInfo("Soft", 2, 2);
        GeneratedClass g = HandWritten.newSoftmax("float", 2, 2, 1);
        assertTrue(assertThrows(TrainException.class, () -> train(g, info, s))
                .getMessage()
                .contains("has 3 examples where"));
        Files.write(
                dir.resolve("y.idx"),
                java.nio.ByteBuffer.allocate(10).putInt(0x0801).putInt(2).array());
        assertTrue(assertThrows(TrainException.class, () -> train(g, info, s))
                .getMessage()
                .contains("row 2, position [1] (x): NaN is not finite"));
    }

    /** 10,000 images of MNIST, a linear model: 90 % and more is well known (LeCun et al. 1998 report 88 to 92 %). */
    @Test
    void digits() {
        Path mnist = Path.of(System.getProperty("nnc.shared", "../../../shared"), "data", "mnist");
        if (!Files.isDirectory(mnist)) System.out.println("skipped: " + mnist + " is absent");
        assumeTrue(Files.isDirectory(mnist), "../shared/data is not here");
        Settings s = new Settings();
        s.data = List.of(
                "x=" + mnist.resolve("t10k-images-idx3-ubyte.gz"), "y=" + mnist.resolve("t10k-labels-idx1-ubyte.gz"));
        s.columns = List.of();
        s.standardize = List.of();
        s.scale = List.of("x=255");
        s.holdout = 0.2;
        s.epochs = 3;
        s.batch = 32;
        s.rate = Optional.empty();
        Optional<Double> accuracy =
                train(HandWritten.newSoftmax("float", 784, 10, 1), HandWritten.softmaxInfo("Soft", 784, 10), s);
        assertTrue(accuracy.orElseThrow() > 0.88, "accuracy " + accuracy);
    }
}
