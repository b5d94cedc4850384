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
         * @param values inputs and parameters by name, row-major
         * @return at least the results asked for, by name
         * @throws IllegalArgumentException where the program refuses sizes or values
         */
        Map<String, double[]> run(Map<String, Long> dims, Map<String, double[]> values);
    }

    /** Takes a program whose equations of the given names are asked for. */
    Prepared prepare(Program program, List<String> results);

    /** Called once, after the last program was prepared and before the first is run. */
    void finish();
}
