package org.nnc.tool.eval;

import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Program;

/** What runs programs: all are prepared first, so that a compiler can take them in one run. */
public interface Engine {
    /** A program that can be run, once {@link Engine#finish} was called. */
    interface Prepared {
        /**
         * @param dims every run-time dim
         * @param values inputs, parameters and states by name, row-major
         * @param seed of the random numbers, which are those of the first step
         * @return at least the results asked for, by name
         * @throws IllegalArgumentException where the program refuses sizes or values
         */
        Map<String, double[]> run(Map<String, Long> dims, Map<String, double[]> values, long seed);
    }

    /**
     * Takes a program whose equations of the given names are asked for.
     *
     * @param training whether it runs as in a training forward
     */
    Prepared prepare(Program program, List<String> results, boolean training);

    /** Called once, after the last program was prepared and before the first is run. */
    void finish();
}
