package org.nnc.tool.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.runtime.Segment;
import org.nnc.tool.GeneratedClass;
import org.nnc.tool.InMemoryJavac;
import org.nnc.tool.eval.Engine;

/** Emitted Java as an engine: every program prepared is a class; all are compiled in one run of javac. */
final class CompiledEngine implements Engine {
    private final Front front;
    private final boolean isDouble;
    private final boolean strict;
    private final List<Path> classPath;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private ClassLoader loader;

    CompiledEngine(Front front, boolean isDouble, boolean strict, List<Path> classPath) {
        this.front = front;
        this.isDouble = isDouble;
        this.strict = strict;
        this.classPath = classPath;
    }

    @Override
    public Prepared prepare(Program program, List<String> results) {
        // A package each, so that models of one name do not meet.
        String pack = "nnc.eval.p" + sources.size();
        Front.Emitted e = front.emitForward(program, results, new Front.Settings(pack, isDouble, strict));
        sources.put(e.className(), e.java());
        return new Prepared() {
            private GeneratedClass instance;

            @Override
            public Map<String, double[]> run(Map<String, Long> dims, Map<String, double[]> values) {
                if (instance == null) instance = instance(e.className());
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
        List<String> given = new ArrayList<>();
        for (Program.Input i : program.inputs()) {
            Tensor t = i.tensor();
            given.add(t.name());
            inputs.put(t.name(), argument(g, t, values.get(t.name())));
        }
        g.call("forward", sizes, inputs);
        Map<String, double[]> arrays = new LinkedHashMap<>();
        for (String name : results) {
            // A cotangent may itself be the adjoint asked for.
            arrays.put(name, given.contains(name) ? values.get(name) : g.read(name));
        }
        return arrays;
    }

    private static Object argument(GeneratedClass g, Tensor t, double[] values) {
        if (t.type() == Type.REAL) return t.rank() == 0 ? (Object) values[0] : g.reals(values);
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
