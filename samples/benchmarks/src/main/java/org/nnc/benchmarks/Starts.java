package org.nnc.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nnc.benchmarks.hand.Dense;
import org.nnc.benchmarks.models.Mlp;

/**
 * From the start of a Java process to the end of its first gradient: the process of the generated class as a share of that
 * of the hand-written one, which take turns.
 *
 * <p>{@code -Dpairs=7} for the number of pairs; {@code -Dprocessor=true} takes the time that all threads had a processor
 * (on Linux) instead of the wall's.
 */
public final class Starts {
    private static final int PAIRS = Integer.getInteger("pairs", 7);
    private static final boolean PROCESSOR = Boolean.getBoolean("processor");

    /**
     * What an application in plain Java has: the archive of its classes, and the runtime's. Looking for a class opens every
     * archive before; the hand-written side finds all of its own in the first one.
     */
    private static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(e -> !e.endsWith(".jar") || new File(e).getName().matches("nnc-runtime-[0-9].*"))
            .map(Starts::archived)
            .collect(Collectors.joining(File.pathSeparator));

    private static final int ROWS = 32;

    private Starts() {}

    /** The archive that the build made of a folder of classes, if it is there. */
    private static String archived(String entry) {
        File[] made = new File(entry).getAbsoluteFile().getParentFile()
                .listFiles(f -> f.getName().matches("nnc-benchmarks-[0-9].*\\.jar"));
        return entry.endsWith(".jar") || made == null || made.length != 1 ? entry : made[0].toString();
    }

    /** The command; with {@code nnc} or {@code hand} the process that is measured. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            first(arguments[0]);
            return;
        }
        double[] mine = new double[PAIRS];
        double[] yours = new double[PAIRS];
        double[] ratio = new double[PAIRS];
        // What the first process reads from the disk, the others find in memory.
        run("nnc");
        run("hand");
        for (int i = 0; i < PAIRS; i++) {
            mine[i] = run("nnc");
            yours[i] = run("hand");
            ratio[i] = mine[i] / yours[i];
        }
        Arrays.sort(mine);
        Arrays.sort(yours);
        Arrays.sort(ratio);
        System.out.printf(Locale.ROOT, "# start of Java %s to the first gradient, %d pairs%n",
                System.getProperty("java.version"), PAIRS);
        System.out.println("| workload | ms | hand ms | ratio | least .. greatest |");
        System.out.println("|---|---|---|---|---|");
        System.out.printf(Locale.ROOT, "| W3.b32 | %.0f | %.0f | %.3f | %.3f .. %.3f |%n", mine[PAIRS / 2],
                yours[PAIRS / 2], ratio[PAIRS / 2], ratio[0], ratio[PAIRS - 1]);
    }

    private static void first(String side) throws IOException {
        float[] x = Data.uniform(21, ROWS * 784, 0, 1);
        int[] y = Data.labels(22, ROWS, 10);
        float[] p = Data.parameters(30, new int[] {784 * 128, 128, 1280, 10}, new int[] {784, 784, 128, 128});
        // In both processes, since it belongs to neither.
        float[] turned = Data.turned(128, 784, p);
        double loss = side.equals("nnc")
                ? new Mlp(turned).lossAndGradient(ROWS, x, y)
                : new Dense(ROWS, x, y, p, false, 784, 128, 10).call();
        System.out.println(loss);
        if (PROCESSOR) System.out.println(nanoseconds());
    }

    /** What all threads of this process have had of the processors. */
    private static long nanoseconds() throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path t : threads) sum += Long.parseLong(Files.readString(t.resolve("schedstat")).split(" ")[0]);
        }
        return sum;
    }

    /** Milliseconds of one process. */
    private static double run(String side) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (PROCESSOR) command.add("-Dprocessor=true");
        command.addAll(List.of("-cp", CLASS_PATH, Starts.class.getName(), side));
        long start = System.nanoTime();
        Process p = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String[] lines = new String(p.getInputStream().readAllBytes()).split("\n");
        if (p.waitFor() != 0) throw new IllegalStateException(String.join("\n", lines));
        long wall = System.nanoTime() - start;
        return (PROCESSOR ? Long.parseLong(lines[1].trim()) : wall) / 1e6;
    }
}
