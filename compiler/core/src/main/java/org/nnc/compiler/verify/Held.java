package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a derivative takes as constant, held at one point, so that differences see the derivative that the program declares:
 * the value under {@code stop}, and the slope that {@code with_slope} says.
 *
 * <p>Off, values are what they are. The cells that a run visited are recorded by place and index values; a cell that only a
 * later run visits has the value of that run.
 */
final class Held {
    private enum Mode {
        OFF,
        RECORD,
        REPLAY
    }

    private Mode mode = Mode.OFF;
    private final List<Map<List<Long>, Double>> cells = new ArrayList<>();

    void record() {
        cells.forEach(Map::clear);
        mode = Mode.RECORD;
    }

    void replay() {
        mode = Mode.REPLAY;
    }

    /** The value where the recorded run had it. */
    Closures.Cell constant(Closures.Cell value) {
        Map<List<Long>, Double> recorded = new HashMap<>();
        cells.add(recorded);
        return at -> {
            if (mode == Mode.OFF) return value.of(at);
            List<Long> place = java.util.Arrays.stream(at).boxed().toList();
            Double known = mode == Mode.REPLAY ? recorded.get(place) : null;
            if (known != null) return known;
            double now = value.of(at);
            if (mode == Mode.RECORD) recorded.put(place, now);
            return now;
        };
    }

    /** The value, moved by the recorded slope as far as the argument has moved. */
    Closures.Cell sloped(Closures.Cell value, Closures.Cell argument, Closures.Cell slope) {
        Closures.Cell start = constant(argument);
        Closures.Cell fixed = constant(slope);
        return at -> {
            if (mode == Mode.OFF) return value.of(at);
            double from = start.of(at);
            double by = fixed.of(at);
            double moved = argument.of(at) - from;
            return moved == 0 ? value.of(at) : value.of(at) + by * moved;
        };
    }
}
