package org.nnc.tool.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.tool.data.EvalRequest;
import org.nnc.tool.data.EvalRequest.Want;
import org.nnc.tool.data.EvalResult;
import org.nnc.tool.data.Tensor;

/**
 * The cases of one model: {@link #prepare} chooses the programs of each, {@link #answer} runs them.
 *
 * <p>Cases that ask for the same derivatives share their programs.
 */
public final class Evaluation {
    /** Full Jacobians and Hessians above this many numbers are refused. */
    private static final long MATRIX_LIMIT = 50_000_000;

    private final Program program;
    private final boolean strict;
    private final Engine engine;
    private final Map<Derivatives.Key, Derivatives> programs = new LinkedHashMap<>();

    /** @param program the model after the checker, before any rewriting */
    public Evaluation(Program program, boolean strict, Engine engine) {
        this.program = program;
        this.strict = strict;
        this.engine = engine;
    }

    /** A case with its programs. */
    public final class Case {
        private final EvalRequest request;
        private final Binding binding;
        private final Map<String, double[]> cotangents;
        private final Derivatives.Key key;
        private final Derivatives programs;

        private Case(EvalRequest request) {
            this.request = request;
            this.binding = Binding.of(program, request);
            List<String> reals = Stream.concat(program.outputs().stream(), program.losses().stream())
                    .filter(n -> tensor(n).type() == Type.REAL)
                    .toList();
            this.cotangents = cotangents(reals);
            List<String> wrt = request.wrt().map(this::checkedWrt).orElseGet(Evaluation.this::defaultWrt);
            List<String> along = checkedAlong();
            if (request.wanted().contains(Want.HESSIAN)) checkSources(wrt, "a Hessian's \"wrt\"");
            this.key = new Derivatives.Key(
                    List.copyOf(cotangents.keySet()),
                    wrt,
                    along,
                    reals,
                    List.copyOf(request.wanted()),
                    request.training());
            this.programs = derivatives();
        }

        private Derivatives derivatives() {
            try {
                return Evaluation.this.programs.computeIfAbsent(key, k -> Derivatives.of(program, k, strict, engine));
            } catch (IllegalArgumentException e) {
                // A derivative that an extern function does not have.
                throw new CaseException(e.getMessage());
            }
        }

        /** Runs the programs; after the engine was finished. */
        public EvalResult answer() {
            try {
                return answered();
            } catch (IllegalArgumentException | ArithmeticException e) {
                // The refusal of sizes or values by the program itself.
                throw new CaseException(e.getMessage());
            }
        }

        private EvalResult answered() {
            List<Want> want = request.wanted();
            boolean run = want.contains(Want.OUTPUTS) || want.contains(Want.GRADIENTS);
            Derivatives.Reverse g = programs.gradient();
            Map<String, double[]> arrays =
                    run ? g.run().run(binding.dims(), reverse(g, cotangents), request.seed()) : Map.of();
            Optional<Map<String, Tensor>> outputs = Optional.empty();
            if (want.contains(Want.OUTPUTS)) {
                Map<String, Tensor> all = new LinkedHashMap<>();
                program.outputs().forEach(n -> all.put(n, shaped(n, arrays.get(n))));
                program.losses().forEach(n -> all.put(n, shaped(n, arrays.get(n))));
                outputs = Optional.of(all);
            }
            Optional<Map<String, Tensor>> gradients = Optional.empty();
            if (want.contains(Want.GRADIENTS)) gradients = Optional.of(gradients(g, arrays));
            return new EvalResult.Answer(
                    outputs,
                    gradients,
                    outputs.map(o -> states(arrays)),
                    want.contains(Want.JVP) ? programs.jvp().map(f -> along(f, key.reals())) : Optional.empty(),
                    want.contains(Want.HVP)
                            ? programs.hvp()
                                    .map(f -> renamed(along(f, f.tangents().keySet())))
                            : Optional.empty(),
                    want.contains(Want.JACOBIAN) ? Optional.of(jacobian()) : Optional.empty(),
                    want.contains(Want.HESSIAN) ? programs.hessian().map(this::hessian) : Optional.empty());
        }

        /** The states after the case: training moves those that have an update, evaluation none. */
        private Map<String, Tensor> states(Map<String, double[]> arrays) {
            Map<String, Tensor> all = new LinkedHashMap<>();
            for (Program.State s : program.states()) {
                String name = s.tensor().name();
                double[] after = request.training() && s.next().isPresent()
                        ? arrays.get(s.next().get())
                        : binding.values().get(name);
                all.put(name, shaped(name, after));
            }
            return all;
        }

        private Map<String, Tensor> gradients(Derivatives.Reverse g, Map<String, double[]> arrays) {
            Map<String, Tensor> all = new LinkedHashMap<>();
            boolean zero = request.cotangents().isPresent() && cotangents.isEmpty();
            for (String n : key.wrt()) {
                String adjoint = g.gradient().adjoints().get(n);
                if (adjoint != null) all.put(n, shaped(n, arrays.get(adjoint)));
                else if (zero) all.put(n, shaped(n, new double[size(n)]));
            }
            return all;
        }

        private Map<String, double[]> reverse(Derivatives.Reverse g, Map<String, double[]> seeds) {
            Map<String, double[]> values = new LinkedHashMap<>(binding.values());
            g.gradient().cotangents().forEach((out, input) -> values.put(input, seeds.get(out)));
            return values;
        }

        /** The direction of each tensor; zeros for one that has none. */
        private Map<String, double[]> directions(Derivatives.Forward f, Map<String, double[]> given) {
            Map<String, double[]> values = new LinkedHashMap<>(binding.values());
            f.cotangents().forEach((out, input) -> values.put(input, cotangents.get(out)));
            f.directions().forEach((name, input) -> {
                double[] d = given.get(name);
                values.put(input, d == null ? new double[size(name)] : d);
            });
            return values;
        }

        private Map<String, Tensor> along(Derivatives.Forward f, Iterable<String> of) {
            Map<String, double[]> given = new LinkedHashMap<>();
            for (String name : key.along()) {
                given.put(
                        name,
                        Binding.checked(
                                tensor(name), request.directions().orElseThrow().get(name), binding.dims()));
            }
            Map<String, double[]> arrays = f.run().run(binding.dims(), directions(f, given), request.seed());
            Map<String, Tensor> all = new LinkedHashMap<>();
            for (String name : of) {
                String tangent = f.tangents().get(name);
                all.put(name, shaped(f.program(), tangent, arrays.get(tangent)));
            }
            return all;
        }

        /** From names of adjoints to names of what they are adjoints of. */
        private <T> Map<String, T> renamed(Map<String, T> byAdjoint) {
            Map<String, T> all = new LinkedHashMap<>();
            programs.adjoints().forEach((name, adjoint) -> all.put(name, byAdjoint.get(adjoint)));
            return all;
        }

        private Map<String, Map<String, Tensor>> jacobian() {
            Map<String, Map<String, Tensor>> all = new LinkedHashMap<>();
            if (programs.jacobian().isEmpty()) return all;
            Derivatives.Reverse g = programs.jacobian().get();
            for (String out : key.reals()) {
                int rows = size(out);
                Map<String, double[]> matrices = new LinkedHashMap<>();
                key.wrt().forEach(n -> matrices.put(n, new double[matrix(out, n)]));
                Map<String, double[]> seeds = new LinkedHashMap<>();
                key.reals().forEach(n -> seeds.put(n, new double[size(n)]));
                for (int r = 0; r < rows; r++) {
                    seeds.get(out)[r] = 1;
                    Map<String, double[]> arrays = g.run().run(binding.dims(), reverse(g, seeds), request.seed());
                    seeds.get(out)[r] = 0;
                    for (String n : key.wrt()) {
                        double[] row = arrays.get(g.gradient().adjoints().get(n));
                        System.arraycopy(row, 0, matrices.get(n), r * row.length, row.length);
                    }
                }
                all.put(out, shaped(out, matrices));
            }
            return all;
        }

        private Map<String, Map<String, Tensor>> hessian(Derivatives.Forward f) {
            Map<String, Map<String, double[]>> columns = new LinkedHashMap<>();
            for (String a : key.wrt()) {
                columns.put(a, new LinkedHashMap<>());
                for (String b : key.wrt()) columns.get(a).put(b, new double[matrix(a, b)]);
            }
            for (String b : key.wrt()) {
                double[] direction = new double[size(b)];
                for (int c = 0; c < direction.length; c++) {
                    direction[c] = 1;
                    Map<String, double[]> arrays =
                            f.run().run(binding.dims(), directions(f, Map.of(b, direction)), request.seed());
                    direction[c] = 0;
                    for (String a : key.wrt()) {
                        double[] column =
                                arrays.get(f.tangents().get(programs.adjoints().get(a)));
                        for (int r = 0; r < column.length; r++) {
                            columns.get(a).get(b)[r * direction.length + c] = column[r];
                        }
                    }
                }
            }
            Map<String, Map<String, Tensor>> all = new LinkedHashMap<>();
            columns.forEach((a, matrices) -> all.put(a, shaped(a, matrices)));
            return all;
        }

        private Map<String, Tensor> shaped(String rows, Map<String, double[]> matrices) {
            Map<String, Tensor> all = new LinkedHashMap<>();
            matrices.forEach((name, data) -> {
                List<Integer> shape = new ArrayList<>(shape(program, rows));
                shape.addAll(shape(program, name));
                all.put(name, Tensor.real(shape, data));
            });
            return all;
        }

        private int matrix(String rows, String columns) {
            long cells = (long) size(rows) * size(columns);
            if (cells > MATRIX_LIMIT) {
                throw new CaseException("the matrix of " + rows + " by " + columns + " has " + cells
                        + " numbers, over the limit of " + MATRIX_LIMIT + "; ask for jvp or hvp along directions");
            }
            return (int) cells;
        }

        private Tensor shaped(String name, double[] data) {
            return shaped(program, name, data);
        }

        private Tensor shaped(Program of, String name, double[] data) {
            Type type = of.tensors().get(name).type();
            return new Tensor(shape(of, name), data.clone(), type != Type.REAL);
        }

        private List<Integer> shape(Program of, String name) {
            return of.tensors().get(name).shape().stream()
                    .map(d -> Math.toIntExact(Binding.size(d, binding.dims())))
                    .toList();
        }

        private int size(String name) {
            return Math.toIntExact(Binding.size(tensor(name).size(), binding.dims()));
        }

        private Map<String, double[]> cotangents(List<String> reals) {
            Map<String, double[]> seeds = new LinkedHashMap<>();
            if (request.cotangents().isPresent()) {
                request.cotangents().get().forEach((name, tensor) -> {
                    if (!reals.contains(name)) {
                        throw Binding.unknown("real output or loss", name, program, Set.copyOf(reals));
                    }
                    seeds.put(name, Binding.checked(tensor(name), tensor, binding.dims()));
                });
                return seeds;
            }
            List<String> scalars = program.losses().size() == 1
                    ? program.losses()
                    : reals.stream()
                            .filter(n ->
                                    tensor(n).rank() == 0 && !program.losses().contains(n))
                            .toList();
            if (program.losses().size() <= 1 && scalars.size() == 1) seeds.put(scalars.get(0), new double[] {1});
            return seeds;
        }

        private List<String> checkedWrt(List<String> names) {
            for (String name : names) {
                Optional<org.nnc.compiler.ir.Tensor> t = program.tensor(name);
                if (t.isEmpty())
                    throw Binding.unknown(
                            "tensor", name, program, program.tensors().keySet());
                if (t.get().type() != Type.REAL) throw new CaseException("\"wrt\": " + t.get() + " is not real");
            }
            return names.stream().distinct().toList();
        }

        private List<String> checkedAlong() {
            boolean used =
                    request.wanted().contains(Want.JVP) || request.wanted().contains(Want.HVP);
            if (used && request.directions().isEmpty()) {
                throw new CaseException("jvp and hvp need \"directions\"");
            }
            List<String> along = new ArrayList<>();
            along.addAll(request.directions().orElse(Map.of()).keySet());
            checkSources(along, "\"directions\"");
            return along;
        }

        private void checkSources(List<String> names, String what) {
            Set<String> sources = new LinkedHashSet<>();
            program.inputs().forEach(i -> sources.add(i.tensor().name()));
            program.params().forEach(p -> sources.add(p.tensor().name()));
            for (String name : names) {
                if (!sources.contains(name)) throw Binding.unknown("input or parameter", name, program, sources);
                if (tensor(name).type() != Type.REAL)
                    throw new CaseException(what + ": " + tensor(name) + " is not real");
            }
        }
    }

    /**
     * Binds a case and prepares what it needs.
     *
     * @throws CaseException where the case does not suit the model
     */
    public Case prepare(EvalRequest request) {
        return new Case(request);
    }

    private org.nnc.compiler.ir.Tensor tensor(String name) {
        return program.tensor(name).orElseThrow();
    }

    private List<String> defaultWrt() {
        List<String> all = new ArrayList<>();
        for (Program.Input i : program.inputs()) {
            if (i.tensor().type() == Type.REAL) all.add(i.tensor().name());
        }
        for (Program.Param p : program.params())
            if (!p.frozen()) all.add(p.tensor().name());
        return all;
    }
}
