package adbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What ADBench's hand-written C++ computed for a case: short arrays whole, of long ones the ends and three sums.
 *
 * <p>Numbers a and b agree where {@code |a-b| / max(1, |a|+|b|) < 1e-8}, ADBench's own rule.
 */
public final class Reference {
    private static final double TOLERANCE = 1e-8;

    private final Map<String, List<Double>> values = new HashMap<>();

    public Reference(String file) {
        String open = "";
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.isBlank()) continue;
                int space = line.indexOf(' ');
                if (space > 0) {
                    values.put(line.substring(0, space), List.of(Double.parseDouble(line.substring(space + 1))));
                } else if (Character.isLetter(line.charAt(0)) && !line.equals("nan") && !line.equals("inf")) {
                    open = line;
                    values.put(open, new ArrayList<>());
                } else {
                    values.get(open).add(Double.parseDouble(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails where the numbers are not those of the reference; gives their count in words. */
    public String check(String name, double... found) {
        if (values.containsKey(name)) {
            agrees(name, values.get(name).get(0), found[0]);
            return name;
        }
        agrees(name + ".size", one(name, "size"), found.length);
        double sum = 0;
        double squares = 0;
        double dot = 0;
        double magnitude = 0;
        for (int i = 0; i < found.length; i++) {
            double r = (i * 7919L + 104729) % 65537 / 65537.0 - 0.5;
            sum += found[i];
            squares += found[i] * found[i];
            dot += found[i] * r;
            magnitude += Math.abs(found[i]);
        }
        // Sums of many numbers of both signs: each number may be off by the tolerance.
        double scale = Math.max(1, magnitude);
        agrees(name + ".sum", one(name, "sum") / scale, sum / scale);
        agrees(name + ".sumsq", one(name, "sumsq"), squares);
        agrees(name + ".dot", one(name, "dot") / scale, dot / scale);
        cells(name + ".all", found, 0);
        cells(name + ".first20", found, 0);
        cells(name + ".last20", found, Math.max(0, found.length - 20));
        return name + " (" + found.length + " numbers)";
    }

    private double one(String name, String what) {
        List<Double> v = values.get(name + "." + what);
        if (v == null) throw new IllegalStateException("the reference has no " + name);
        return v.get(0);
    }

    private void cells(String list, double[] found, int from) {
        List<Double> wanted = values.getOrDefault(list, List.of());
        for (int i = 0; i < wanted.size(); i++) agrees(list + "[" + i + "]", wanted.get(i), found[from + i]);
    }

    private static void agrees(String what, double wanted, double found) {
        double difference = Math.abs(wanted - found) / Math.max(1, Math.abs(wanted) + Math.abs(found));
        if (!(difference < TOLERANCE)) {
            throw new IllegalStateException(what + " is " + found + ", but should be " + wanted);
        }
    }
}
