package org.nnc.samples;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs {@code nnc train} and reads its last line. */
final class Trained {
    private static final Pattern LAST = Pattern.compile("holdout loss \\S+ accuracy (\\S+) %");

    private Trained() {}

    /** The accuracy on the part kept back, in per cent. */
    static double accuracy(String... words) {
        String out = Command.nnc(List.of(words)).succeeded();
        String last = out.stripTrailing().lines().reduce("", (a, b) -> b);
        Matcher m = LAST.matcher(last);
        if (!m.matches()) throw new AssertionError("the last line is no report:\n" + out);
        return Double.parseDouble(m.group(1));
    }
}
