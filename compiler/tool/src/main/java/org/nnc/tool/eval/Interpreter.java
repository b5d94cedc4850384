package org.nnc.tool.eval;

import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.verify.Evaluate;
import org.nnc.compiler.verify.Foreign;

/** The reference interpreter as an engine: in double, for a Java without a compiler and for comparison. */
public final class Interpreter implements Engine {
    private final Foreign foreign;

    public Interpreter() {
        this(Foreign.NONE);
    }

    /** @param foreign what runs the Java behind extern functions */
    public Interpreter(Foreign foreign) {
        this.foreign = foreign;
    }

    @Override
    public Prepared prepare(Program program, List<String> results, boolean training) {
        return new Prepared() {
            private Map<String, Long> sizes = Map.of();
            private Evaluate evaluate;

            @Override
            public Map<String, double[]> run(Map<String, Long> dims, Map<String, double[]> values, long seed) {
                if (evaluate == null || !dims.equals(sizes)) {
                    evaluate = new Evaluate(program, dims).foreign(foreign);
                    sizes = Map.copyOf(dims);
                }
                return evaluate.training(training).stream(seed, 0).run(values);
            }
        };
    }

    @Override
    public void finish() {}
}
