package org.nnc.compiler.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Program;
import org.nnc.runtime.Initializers;
import org.nnc.runtime.Segment;

/** The values that parameters start with: those of the emitted class with the same seed. */
public final class Initial {
    private Initial() {}

    /** The values of every parameter, row-major, by name; a segment's index is its place in memory order. */
    public static Map<String, double[]> values(Program program, long seed) {
        Map<String, double[]> values = new LinkedHashMap<>();
        List<Program.Param> params = program.paramsInMemory();
        for (int i = 0; i < params.size(); i++) {
            Program.Param p = params.get(i);
            int[] shape = p.tensor().shape().stream().mapToInt(Initial::extent).toArray();
            Segment.Kind kind = p.frozen() ? Segment.Kind.FROZEN : Segment.Kind.PARAMETER;
            Segment segment = new Segment(p.tensor().name(), kind, 0, shape);
            double[] array = new double[segment.size()];
            fill(p.initialiser(), seed, i, segment, array);
            values.put(p.tensor().name(), array);
        }
        return values;
    }

    private static int extent(Dim d) {
        return Math.toIntExact(d.constant().orElseThrow());
    }

    private static void fill(Program.Initialiser with, long seed, int index, Segment segment, double[] array) {
        switch (with.kind()) {
            case ZEROS -> Initializers.zeros(segment, array);
            case ONES -> Initializers.ones(segment, array);
            case CONSTANT -> Initializers.constant(segment, array, with.a());
            case UNIFORM -> Initializers.uniform(seed, index, segment, array, with.a(), with.b());
            case NORMAL -> Initializers.normal(seed, index, segment, array, with.a(), with.b());
            case HE -> Initializers.he(seed, index, segment, array);
            case GLOROT -> Initializers.glorot(seed, index, segment, array);
            case ORTHOGONAL -> Initializers.orthogonal(seed, index, segment, array);
        }
    }
}
