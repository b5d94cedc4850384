package org.nnc.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.nnc.benchmarks.Workloads.Workload;
import org.nnc.runtime.Kernels;

/**
 * Prints how long a call of the generated class takes, as a share of what the hand-written class takes, or a peer. Both must
 * agree on loss and gradient first. They take turns in one process: the figure is the median of the pairs' ratios. Beside it
 * stands the ratio of the quickest batches, which says more where other work shares the machine's cores.
 *
 * <p>{@code Ratios [hand|djl|tensorflow|onnx|hipparchus] [pattern of workloads]}; {@code -Dpairs=7 -Dwarm=1.0 -Dmeasure=0.25}
 * for the number of pairs and the seconds of each; {@code -Dprocessor=true} on a busy machine.
 */
public final class Ratios {
    private static final int PAIRS = Integer.getInteger("pairs", 7);
    private static final double WARM = Double.parseDouble(System.getProperty("warm", "1.0"));
    private static final double MEASURE = Double.parseDouble(System.getProperty("measure", "0.25"));

    /** Whether the clock is the thread's share of the processor instead of the wall's. */
    private static final boolean PROCESSOR = Boolean.getBoolean("processor");

    private static final com.sun.management.ThreadMXBean BEAN =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    /** Keeps results alive. */
    private static volatile double sink;

    /** The quickest batch of the last {@link #time}: what other work on the machine disturbs least. */
    private static double quickest;

    private Ratios() {}

    /** The command. */
    public static void main(String[] arguments) throws Exception {
        String against = arguments.length > 0 ? arguments[0] : "hand";
        Pattern pattern = Pattern.compile(arguments.length > 1 ? arguments[1] : ".");
        System.out.printf("# %s %s, kernels %s, against %s, %d pairs%n",
                System.getProperty("java.vm.name"), System.getProperty("java.version"), Kernels.SET.name(), against, PAIRS);
        System.out.println("| workload | us | " + against + " us | ratio | least .. greatest | of the quickest | gradient off by | bytes/call |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        boolean wrong = false;
        for (Workload workload : Workloads.all()) {
            if (pattern.matcher(workload.name()).find()) wrong |= !row(workload, against);
        }
        if (wrong) System.exit(1);
    }

    private static boolean row(Workload workload, String against) throws Exception {
        try (Side ours = workload.nnc().get();
                Side theirs = Peers.of(workload, against)) {
            if (theirs == null) return true;
            double loss = ours.call();
            double other = theirs.call();
            double off = distance(ours.result(), theirs.result());
            if (!(Math.abs(loss - other) <= 1e-4 * Math.max(1, Math.abs(other))) || !(off < 1e-4)) {
                System.out.printf(Locale.ROOT, "| %s | DISAGREE: %.8g, %.8g, gradient off by %.1e |%n",
                        workload.name(), loss, other, off);
                return false;
            }
            warm(ours, true);
            warm(theirs, false);
            double[] mine = new double[PAIRS];
            double[] yours = new double[PAIRS];
            double[] ratio = new double[PAIRS];
            double myLeast = Double.MAX_VALUE;
            double yourLeast = Double.MAX_VALUE;
            for (int i = 0; i < PAIRS; i++) {
                mine[i] = time(ours, MEASURE);
                myLeast = Math.min(myLeast, quickest);
                yours[i] = time(theirs, MEASURE);
                yourLeast = Math.min(yourLeast, quickest);
                ratio[i] = mine[i] / yours[i];
            }
            long bytes = allocation(ours);
            Arrays.sort(mine);
            Arrays.sort(yours);
            Arrays.sort(ratio);
            System.out.printf(Locale.ROOT, "| %s | %.3f | %.3f | %.3f | %.3f .. %.3f | %.3f | %.0e | %d |%n",
                    workload.name(), mine[PAIRS / 2] / 1e3, yours[PAIRS / 2] / 1e3, ratio[PAIRS / 2], ratio[0],
                    ratio[PAIRS - 1], myLeast / yourLeast, off, bytes);
            return true;
        }
    }

    /**
     * Until nothing has been compiled for two rounds: a method of some thousand bytes takes the compiler a second or two, on the
     * same core where there is one. Vectors stand on the heap until a kernel is compiled for good: wait for that, too.
     */
    private static void warm(Side side, boolean isOurs) {
        for (int i = 0, quiet = 0; i < 12 && quiet < 2; i++) {
            long before = COMPILER.getTotalCompilationTime();
            time(side, WARM);
            boolean isQuiet = COMPILER.getTotalCompilationTime() - before < 20;
            quiet = isQuiet && !(isOurs && allocation(side) > 0) ? quiet + 1 : 0;
            if (WARM == 0) return;
        }
    }

    /** Nanoseconds of a call: the median of batches of some 20 microseconds over so many seconds. */
    static double time(Side side, double seconds) {
        long begin = clock();
        double sum = side.call();
        double one = Math.max(1, clock() - begin);
        int batch = 1;
        double[] batches = new double[1 << 16];
        int n = 0;
        long end = begin + (long) (seconds * 1e9);
        while (n < batches.length && (n < 5 || clock() < end)) {
            long start = clock();
            for (int i = 0; i < batch; i++) sum += side.call();
            double took = (clock() - start) / (double) batch;
            // The first calls are slow: the size of a batch follows, and what came before a change does not count.
            int right = (int) Math.max(1, 20_000 / Math.max(1, Math.min(one, took)));
            one = Math.min(one, took);
            if (right > 2 * batch) {
                batch = right;
                n = 0;
            } else {
                batches[n++] = took;
            }
        }
        sink = sum;
        Arrays.sort(batches, 0, n);
        quickest = batches[0];
        return batches[n / 2];
    }

    /** What other processes take of the core does not count; but a peer may have threads of its own. */
    private static long clock() {
        return PROCESSOR ? BEAN.getCurrentThreadCpuTime() : System.nanoTime();
    }

    private static long allocation(Side side) {
        double sum = 0;
        long before = BEAN.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 50; i++) sum += side.call();
        long bytes = BEAN.getCurrentThreadAllocatedBytes() - before;
        sink = sum;
        return bytes / 50;
    }

    /** The distance relative to the second, both as vectors. */
    static double distance(double[] a, double[] b) {
        if (a.length != b.length) return Double.NaN;
        double difference = 0;
        double length = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            length += b[i] * b[i];
        }
        return Math.sqrt(difference / Math.max(length, Double.MIN_NORMAL));
    }
}
