package org.nnc.tool.train;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The progress line: overwritten in place at a terminal, one line an epoch in a pipe. */
final class Progress {
    private static final long REFRESH = 100_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier clock;
    private final int epochs;
    private final long perEpoch;
    private final long start;
    private long shown;
    private int width;

    /**
     * @param clock nanoseconds, from {@link System#nanoTime}
     * @param perEpoch examples in an epoch
     */
    Progress(PrintStream out, boolean terminal, LongSupplier clock, int epochs, long perEpoch) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.epochs = epochs;
        this.perEpoch = perEpoch;
        this.start = clock.getAsLong();
        this.shown = start - REFRESH;
    }

    /** After a batch: shows the line at a terminal, at most ten times a second. */
    void batch(int epoch, long examplesOfEpoch, double loss) {
        long now = clock.getAsLong();
        if (!terminal || now - shown < REFRESH) return;
        shown = now;
        overwrite(line(epoch, examplesOfEpoch, loss, now));
    }

    /** After an epoch: the line stays. */
    void epoch(int epoch, double loss, String more) {
        String line = line(epoch, perEpoch, loss, clock.getAsLong()) + more;
        if (terminal) {
            overwrite(line);
            out.println();
            width = 0;
        } else {
            out.println(line);
        }
        out.flush();
    }

    private void overwrite(String line) {
        out.print('\r' + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }

    private String line(int epoch, long examplesOfEpoch, double loss, long now) {
        double seconds = Math.max(1e-9, (now - start) * 1e-9);
        double done = (epoch - 1.0) * perEpoch + examplesOfEpoch;
        double rate = done / seconds;
        double left = ((double) epochs * perEpoch - done) / Math.max(1e-9, rate);
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  loss %.4f  %,.0f examples/s  %s left",
                epoch,
                epochs,
                loss,
                rate,
                time(left));
    }

    private static String time(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) return s + " s";
        if (s < 3600) return String.format(Locale.ROOT, "%d:%02d min", s / 60, s % 60);
        return String.format(Locale.ROOT, "%d:%02d h", s / 3600, s / 60 % 60);
    }
}
