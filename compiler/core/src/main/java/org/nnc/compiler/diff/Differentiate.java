package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Affine;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
import org.nnc.compiler.ir.Sign;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * Reverse mode by one rule: for each occurrence {@code x[A(i,k)]} in {@code y[i] = E} under binders k and guards G, with
 * local partial F, {@code d_x[u] += sum(i, k where G and A(i,k) == u) d_y[i]*F}.
 *
 * <p>The contributions to one tensor are named, and summed before they are propagated further (the multivariate chain
 * rule). How {@code A(i,k) == u} is solved stands in {@link Contribution}.
 */
public final class Differentiate {
    private final Activity activity;
    private final Names names;
    private final Program program;
    private final Map<String, List<Index>> named;
    private final Map<String, Tensor> adjoint = new LinkedHashMap<>();
    private final Map<String, List<Expr.Read>> ready = new LinkedHashMap<>();
    private final Map<String, List<Contribution>> contributions = new LinkedHashMap<>();
    private final List<Equation> made = new ArrayList<>();
    private final Set<String> called = new HashSet<>();
    private final Map<Tensor, Expr> finite = new HashMap<>();
    private final Sign.Of signs;
    private Silent silent;

    private Differentiate(Program program, Activity activity, Names names) {
        this.program = program;
        this.named = named(program);
        this.activity = activity;
        this.names = names;
        this.signs = new Sign.Of(program);
    }

    /** The gradient of a scalar tensor of the program. */
    public static Gradient ofLoss(Program program, String loss, Collection<String> wrt) {
        return of(program, Map.of(loss, Optional.of(Expr.real(1))), wrt);
    }

    /** The adjoints for given cotangents of outputs, which become inputs named {@code d_} and the output. */
    public static Gradient ofOutputs(Program program, Collection<String> outputs, Collection<String> wrt) {
        Map<String, Optional<Expr>> seeds = new LinkedHashMap<>();
        outputs.forEach(o -> seeds.put(o, Optional.empty()));
        return of(program, seeds, wrt);
    }

    /**
     * The adjoints of the sum of {@code <seed, output>}.
     *
     * @param seeds by output: a constant for every cell, or empty for an input of the output's shape
     * @param wrt names of real inputs, parameters or intermediate tensors
     */
    private static Gradient of(Program program, Map<String, Optional<Expr>> seeds, Collection<String> wrt) {
        Names names = new Names(program.names());
        Activity activity = new Activity(program, seeds.keySet(), wrt);
        Program normal = NormalForm.of(program, activity, names);
        // Names that the normal form introduced lie on the same paths.
        activity = new Activity(normal, seeds.keySet(), wrt);
        return new Differentiate(normal, activity, names).run(seeds, new LinkedHashSet<>(wrt));
    }

    private Gradient run(Map<String, Optional<Expr>> seeds, Set<String> wrt) {
        Map<String, Tensor> tensors = program.tensors();
        List<Program.Input> inputs = new ArrayList<>(program.inputs());
        Map<String, String> cotangents = new LinkedHashMap<>();
        seeds.forEach((name, seed) -> {
            Tensor t = tensors.get(name);
            Tensor d = new Tensor(names.fresh("d_" + name), Type.REAL, t.shape());
            if (seed.isEmpty()) {
                inputs.add(new Program.Input(d, Optional.empty()));
                cotangents.put(name, d.name());
            } else {
                made.add(Equation.pointwise(d, indices(t), seed.get(), ""));
            }
            ready.computeIfAbsent(name, n -> new ArrayList<>()).add(Expr.read(d, NormalForm.positions(indices(t))));
            adjoint.put(name, d);
        });
        Set<String> wanted = new LinkedHashSet<>(wrt);
        for (Tensor t : tensors.values()) if (activity.isActive(t)) wanted.add(t.name());
        for (String name : wanted) {
            // A seed that is also read gets the sum of its cotangent and its contributions under a name of its own.
            if (!adjoint.containsKey(name) || isRead(name)) {
                adjoint.put(
                        name,
                        new Tensor(
                                names.fresh("d_" + name),
                                Type.REAL,
                                tensors.get(name).shape()));
            }
        }
        silent = new Silent(program, activity, seeds.keySet());
        for (Equation e : program.equations()) {
            if (!activity.isActive(e.target()) || !activity.isActive(e.body())) continue;
            if (e.call().isEmpty()) propagate(e);
            else if (called.add(e.call().get().key())) foreign(e.call().get());
        }
        for (String name : wanted) total(tensors.get(name));
        Map<String, String> results = new LinkedHashMap<>();
        for (String name : wrt) results.put(name, adjoint.get(name).name());
        List<Equation> all = new ArrayList<>(program.equations());
        made.forEach(e -> all.add(Domain.decided(e)));
        return new Gradient(program.withInputs(inputs).withEquations(all), results, cotangents);
    }

    private boolean isRead(String name) {
        for (Equation e : program.equations()) {
            if (!activity.isActive(e.target())) continue;
            for (Tensor t : e.reads()) if (t.name().equals(name) && activity.isActive(t)) return true;
        }
        return false;
    }

    /** The indices of a tensor's adjoint, named as the program names those of the tensor. */
    private List<Index> indices(Tensor t) {
        return t.rank() == 0 ? List.of() : named.computeIfAbsent(t.name(), n -> freshIndices(t));
    }

    /** The indices of each tensor where it is defined, else where it is first read by different indices alone. */
    private static Map<String, List<Index>> named(Program program) {
        Map<String, List<Index>> named = new HashMap<>();
        for (Equation e : program.equations()) named.put(e.target().name(), e.indices());
        for (Equation e : program.equations()) {
            e.body().forEach(x -> {
                if (!(x instanceof Expr.Read r) || named.containsKey(r.tensor().name())) return;
                List<Index> bare = new ArrayList<>();
                for (Expr at : r.at()) Affine.of(at).flatMap(Affine::bare).ifPresent(bare::add);
                if (Set.copyOf(bare).size() == r.at().size())
                    named.put(r.tensor().name(), bare);
            });
        }
        return named;
    }

    static List<Index> freshIndices(Tensor t) {
        List<Index> indices = new ArrayList<>();
        for (int d = 0; d < t.rank(); d++) indices.add(new Index("u" + (d == 0 ? "" : d + 1)));
        return indices;
    }

    /** The extern function's own reverse derivative, from all its results to all its real arguments. */
    private void foreign(Expr.Call call) {
        if (call.extern().vjp().isEmpty() || call.isVjp()) {
            throw new IllegalArgumentException("`" + call.extern().notation(call.isVjp())
                    + "` has no derivative: an extern function is derived by its `vjp`, once");
        }
        List<Tensor> all = new ArrayList<>();
        call.args().forEach(r -> all.add(r.tensor()));
        List<Tensor> cotangents = new ArrayList<>();
        for (int k = 0; k < call.extern().results(); k++) {
            Tensor y = result(call, k);
            all.add(y);
            Tensor d = adjoint.get(y.name());
            if (d == null || !activity.isActive(y)) {
                d = new Tensor(names.fresh("d_" + y.name()), Type.REAL, y.shape());
                made.add(Equation.pointwise(d, freshIndices(d), Expr.real(0), ""));
            }
            cotangents.add(d);
        }
        all.addAll(cotangents);
        int k = 0;
        for (Expr.Read r : call.args()) {
            Tensor x = r.tensor();
            if (x.type() != Type.REAL) continue;
            Tensor part = new Tensor(names.fresh("d_" + x.name() + "_1"), Type.REAL, x.shape());
            made.add(Equation.call(part, call.extern(), true, k++, call.dims(), all));
            if (!activity.isActive(x)) continue;
            List<Index> at = freshIndices(x);
            List<Loop> loops = new ArrayList<>();
            for (int d = 0; d < at.size(); d++)
                loops.add(Loop.upTo(at.get(d), x.shape().get(d)));
            List<Expr> here = NormalForm.positions(at);
            add(new Contribution(Expr.read(x, here), loops, Expr.TRUE, Expr.read(part, here)));
        }
    }

    private Tensor result(Expr.Call call, int k) {
        for (Equation e : program.equations()) {
            boolean is = e.call()
                    .filter(c -> c.result() == k && c.key().equals(call.key()))
                    .isPresent();
            if (is) return e.target();
        }
        throw new IllegalStateException("result " + k + " of " + call + " is not there");
    }

    /** Sends the adjoint of one equation's target to the occurrences in its body. */
    private void propagate(Equation e) {
        Expr upstream = Expr.read(adjoint.get(e.target().name()), NormalForm.positions(e.indices()));
        Expr y = Expr.read(e.target(), NormalForm.positions(e.indices()));
        Local local = Local.of(e, names);
        made.addAll(local.needs());
        Equation over = local.over();
        Silent.Choice choice = silent.of(e.target().name());
        boolean isPlain = local.partial().isConst();
        Expr condition = Build.and(over.guard(), local.condition());
        if (!isPlain) condition = Build.and(condition, Flow.without(choice.written(), condition));
        Flow flow = new Flow(activity, new Domain(over.loops()), over, condition, (f, w) -> named(over, f, w));
        if (!choice.isNone()) {
            Expr alive = Build.and(choice.bound(), Flow.without(choice.written(), choice.bound()));
            if (!choice.isExact()) alive = Build.and(alive, Build.apply(Primitive.NE, upstream, Expr.real(0)));
            flow.silenced(alive, choice.written(), this::finite, signs);
        }
        flow.run(Build.mul(upstream, local.partial()), y);
        flow.contributions().forEach(this::add);
    }

    /** A factor that goes several ways is computed once; over binders as well it would be too large to store. */
    private Optional<Expr> named(Equation over, Expr factor, Expr where) {
        if (over.isReduction() || NormalForm.cost(factor) == 0) return Optional.empty();
        Tensor t = new Tensor(
                names.fresh("d_" + over.target().name() + "_v"),
                Type.REAL,
                over.target().shape());
        // A condition that always holds here is an error in a text.
        Expr value = new Domain(over.loops()).decided(Build.select(where, factor, Expr.real(0)));
        made.add(Equation.pointwise(t, over.indices(), value, over.note()));
        return Optional.of(Expr.read(t, NormalForm.positions(over.indices())));
    }

    /** That all cells of a tensor are finite; parameters are. */
    private Expr finite(Tensor t) {
        if (program.params().stream().anyMatch(p -> p.tensor().equals(t))) return Expr.TRUE;
        return finite.computeIfAbsent(t, x -> {
            List<Index> at = freshIndices(t);
            Expr cell = Expr.read(t, NormalForm.positions(at));
            Expr isFinite = Build.lt(Build.apply(Primitive.ABS, cell), Expr.real(Double.POSITIVE_INFINITY));
            if (t.rank() == 0) return isFinite;
            Tensor all = new Tensor(names.fresh(t.name() + "_finite"), Type.BOOL, List.of());
            List<Loop> loops = new ArrayList<>();
            for (int d = 0; d < at.size(); d++)
                loops.add(Loop.upTo(at.get(d), t.shape().get(d)));
            made.add(Equation.reduce(all, List.of(), Reduction.ALL, loops, Expr.TRUE, isFinite, ""));
            return Expr.read(all, List.of());
        });
    }

    private void add(Contribution c) {
        contributions.computeIfAbsent(c.to().name(), n -> new ArrayList<>()).add(c);
    }

    /** Defines the adjoint of a tensor as the sum of its contributions. */
    private void total(Tensor t) {
        Tensor d = adjoint.get(t.name());
        List<Contribution> parts = contributions.getOrDefault(t.name(), List.of());
        List<Expr.Read> seeds = ready.getOrDefault(t.name(), List.of());
        if (!seeds.isEmpty() && seeds.get(0).tensor().equals(d)) return;
        if (seeds.isEmpty() && parts.size() == 1) {
            made.add(parts.get(0).equation(d, indices(t)));
            return;
        }
        List<Index> indices = indices(t);
        Expr sum = Expr.real(0);
        for (Expr.Read seed : seeds) sum = Build.add(sum, seed);
        for (Contribution c : parts) {
            Tensor part = new Tensor(names.fresh(d.name() + "_1"), Type.REAL, t.shape());
            made.add(c.equation(part, indices));
            sum = Build.add(sum, Expr.read(part, NormalForm.positions(indices)));
        }
        made.add(Equation.pointwise(d, indices, sum, ""));
    }
}
