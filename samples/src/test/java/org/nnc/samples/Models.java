package org.nnc.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** The samples' folders and the models in them. */
final class Models {
    private Models() {}

    /** Every folder with a {@code .nn} file; quickstart is a project of its own with a test of its own. */
    static List<Path> folders() {
        Path samples = Command.ROOT.resolve("samples");
        try (Stream<Path> all = Stream.concat(Files.list(samples), Files.list(samples.resolve("lectures")))) {
            return all.filter(Files::isDirectory)
                    .filter(f -> !files(f).isEmpty())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The {@code .nn} files of a folder. */
    static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> f.toString().endsWith(".nn")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every model of every sample, as the checker gives it. */
    static List<Program> all() {
        List<Program> programs = new ArrayList<>();
        for (Path folder : folders()) for (Path file : files(folder)) programs.addAll(of(file));
        return programs;
    }

    /** The models of a file, which must be free of errors and warnings. */
    static List<Program> of(Path file) {
        try {
            Source source = new Source(file.getFileName().toString(), Files.readString(file));
            Checked checked = Compiler.check(source, name -> Optional.empty());
            if (!checked.diagnostics().isEmpty()) throw new AssertionError(checked.diagnostics());
            return checked.programs();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Random inputs and parameters: reals normal, ints uniform in their range, 0 where they have none. */
    static Map<String, double[]> values(Program program, Map<String, Long> dims, long seed) {
        Random random = new Random(seed);
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Program.Input i : program.inputs()) {
            double[] array = new double[size(i.tensor(), dims)];
            for (int k = 0; k < array.length; k++) {
                array[k] = i.tensor().type() == Type.REAL
                        ? random.nextGaussian()
                        : i.range()
                                .map(r -> random.nextInt((int) r.hi().evaluate(dims::get)))
                                .orElse(0);
            }
            values.put(i.tensor().name(), array);
        }
        for (Program.Param p : program.params()) {
            double[] array = new double[size(p.tensor(), dims)];
            // About the size of an initialiser's numbers, so that no unit is saturated.
            double deviation = 1 / Math.sqrt(Math.max(1, p.tensor().rank() < 2 ? 1 : array.length / first(p, dims)));
            for (int k = 0; k < array.length; k++) array[k] = deviation * random.nextGaussian();
            values.put(p.tensor().name(), array);
        }
        return values;
    }

    /** How many elements a tensor has. */
    static int size(Tensor t, Map<String, Long> dims) {
        return Math.toIntExact(t.size().evaluate(dims::get));
    }

    private static long first(Program.Param p, Map<String, Long> dims) {
        return p.tensor().shape().get(0).evaluate(dims::get);
    }
}
