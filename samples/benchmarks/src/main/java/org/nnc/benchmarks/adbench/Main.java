package org.nnc.benchmarks.adbench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The time of ADBench's objectives and derivatives in generated classes; beside other tools, where a program that runs them
 * is named: {@code -Doutside=PROGRAM -Dtools=A,B}. Medians of interleaved pairs, in the thread's own time.
 */
public final class Main {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int PAIRS = Integer.getInteger("pairs", 7);
    private static final long SPAN = Long.getLong("span", 40);
    private static final long WARM = Long.getLong("warm", 1500);

    private Main() {}

    /** @param args the folder of the data, and a pattern for names of cases */
    public static void main(String[] args) {
        Pattern wanted = Pattern.compile(args.length > 1 ? args[1] : ".");
        String command = System.getProperty("outside", "");
        String[] tools = command.isEmpty() ? new String[0] : System.getProperty("tools").split(",");
        System.out.println("# Java " + System.getProperty("java.version") + ", kernels "
                + (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? "vector" : "plain"));
        for (Objective o : Objectives.in(Path.of(args[0]))) {
            if (!wanted.matcher(o.name()).find()) continue;
            int values = warm(o.value());
            int derivatives = warm(o.derivative());
            if (tools.length == 0) row(o, values, derivatives, null, "");
            for (String tool : tools) {
                try (Outside other = new Outside(command)) {
                    if (other.load(tool, o)) row(o, values, derivatives, other, tool);
                }
            }
        }
    }

    private static void row(Objective o, int values, int derivatives, Outside other, String tool) {
        double[][] times = new double[4][PAIRS];
        double[][] ratios = new double[2][PAIRS];
        for (int p = 0; p < PAIRS; p++) {
            times[0][p] = time(o.value(), values);
            if (other != null) times[2][p] = other.time("objective", SPAN);
            times[1][p] = time(o.derivative(), derivatives);
            if (other != null) times[3][p] = other.time("derivative", SPAN);
            for (int i = 0; i < 2; i++) ratios[i][p] = times[i][p] / times[i + 2][p];
        }
        String text = String.format(
                Locale.ROOT, "%-32s %10.1f us %10.1f us", o.name(), median(times[0]) / 1e3, median(times[1]) / 1e3);
        if (other != null) {
            String name = tool.substring(tool.lastIndexOf('/') + 1);
            text += String.format(
                    Locale.ROOT,
                    "   %-22s %10.1f us %10.1f us   objective %6.2f  derivative %6.2f",
                    name,
                    median(times[2]) / 1e3,
                    median(times[3]) / 1e3,
                    median(ratios[0]),
                    median(ratios[1]));
        }
        System.out.println(text);
    }

    private static double median(double[] v) {
        double[] sorted = v.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Runs until HotSpot has compiled everything; gives the number of calls that take the span. */
    private static int warm(Runnable work) {
        long end = System.nanoTime() + WARM * 1_000_000;
        while (System.nanoTime() < end) work.run();
        int calls = 1;
        while (time(work, calls) * calls < SPAN * 1e6) calls *= 2;
        return calls;
    }

    /** Nanoseconds of a call. */
    private static double time(Runnable work, int calls) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < calls; i++) work.run();
        return (double) (THREADS.getCurrentThreadCpuTime() - start) / calls;
    }
}
