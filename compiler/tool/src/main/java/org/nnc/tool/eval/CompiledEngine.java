package org.nnc.tool.eval;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.emit.Emit;
import org.nnc.compiler.emit.EmitOptions;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.simplify.Specialise;
import org.nnc.runtime.Segment;
import org.nnc.tool.ForeignClasses;
import org.nnc.tool.GeneratedClass;
import org.nnc.tool.InMemoryJavac;

/** Emitted Java as an engine: every program prepared is a class; all are compiled in one run of javac. */
public final class CompiledEngine implements Engine {
    private static final String CLASS = "Eval";

    private final boolean isDouble;
    private final List<Path> classPath;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private ClassLoader loader;

    /**
     * @param isDouble whether reals are doubles, else floats
     * @param classPath classes behind extern functions
     */
    public CompiledEngine(boolean isDouble, List<Path> classPath) {
        this.isDouble = isDouble;
        this.classPath = List.copyOf(classPath);
    }

    @Override
    public Prepared prepare(Program program, List<String> results, boolean training) {
        // A package each, so that classes do not meet.
        String pack = "nnc.eval.p" + sources.size();
        String className = pack + "." + CLASS;
        Program evaluated = program;
        if (Specialise.isNeeded(program)) {
            evaluated = training ? Specialise.forward(program, results) : Specialise.evaluation(program, results);
        }
        List<String> computed =
                results.stream().filter(program.definitions()::containsKey).toList();
        new ForeignClasses(classPath).require(evaluated, isDouble);
        sources.put(
                className,
                Emit.java(
                        Simplify.values(evaluated.withOutputs(computed, List.of()), results),
                        Optional.empty(),
                        new EmitOptions(isDouble, pack, CLASS)));
        return new Prepared() {
            private GeneratedClass instance;

            @Override
            public Map<String, double[]> run(Map<String, Long> dims, Map<String, double[]> values, long seed) {
                if (instance == null) instance = instance(className);
                instance.seed(seed);
                return CompiledEngine.run(instance, program, results, dims, values);
            }
        };
    }

    @Override
    public void finish() {
        if (!sources.isEmpty()) loader = InMemoryJavac.compile(sources, classPath);
    }

    private GeneratedClass instance(String className) {
        try {
            return GeneratedClass.create(loader.loadClass(className), 0);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, double[]> run(
            GeneratedClass g,
            Program program,
            List<String> results,
            Map<String, Long> dims,
            Map<String, double[]> values) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        dims.forEach((name, value) -> sizes.put(name, Math.toIntExact(value)));
        for (Segment s : g.segments()) if (values.containsKey(s.name())) g.write(s, values.get(s.name()));
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (Program.Input i : program.inputs()) {
            inputs.put(
                    i.tensor().name(),
                    argument(i.tensor(), values.get(i.tensor().name())));
        }
        g.call("forward", sizes, inputs);
        Map<String, double[]> arrays = new LinkedHashMap<>();
        for (String name : results) {
            // A cotangent, or an input that is an output, is itself what was asked for.
            arrays.put(name, program.definitions().containsKey(name) ? g.read(name) : values.get(name));
        }
        return arrays;
    }

    private static Object argument(Tensor t, double[] values) {
        if (t.type() == Type.REAL) return t.rank() == 0 ? (Object) values[0] : values;
        if (t.type() == Type.BOOL) {
            boolean[] b = new boolean[values.length];
            for (int i = 0; i < b.length; i++) b[i] = values[i] != 0;
            return t.rank() == 0 ? (Object) b[0] : b;
        }
        int[] n = new int[values.length];
        for (int i = 0; i < n.length; i++) n[i] = (int) values[i];
        return t.rank() == 0 ? (Object) n[0] : n;
    }
}
