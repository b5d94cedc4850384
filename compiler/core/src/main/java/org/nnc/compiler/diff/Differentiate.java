package org.nnc.compiler.diff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Reduction;
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
    private final Map<String, Tensor> adjoint = new LinkedHashMap<>();
    private final Map<String, List<Expr.Read>> ready = new LinkedHashMap<>();
    private final Map<String, List<Contribution>> contributions = new LinkedHashMap<>();
    private final List<Equation> made = new ArrayList<>();

    private Differentiate(Program program, Activity activity, Names names) {
        this.program = program;
        this.activity = activity;
        this.names = names;
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
                List<Index> indices = freshIndices(t);
                made.add(Equation.pointwise(d, indices, seed.get(), ""));
            }
            ready.computeIfAbsent(name, n -> new ArrayList<>()).add(Expr.read(d, placeholders(t)));
            adjoint.put(name, d);
        });
        Set<String> wanted = new LinkedHashSet<>(wrt);
        for (Tensor t : tensors.values()) if (activity.isActive(t)) wanted.add(t.name());
        for (String name : wanted) {
            // A seed that is also read gets the sum of its cotangent and its contributions under a name of its own.
            if (!adjoint.containsKey(name) || isRead(name)) {
                adjoint.put(name, new Tensor(names.fresh("d_" + name), Type.REAL, tensors.get(name).shape()));
            }
        }
        for (Equation e : program.equations()) {
            if (activity.isActive(e.target()) && activity.isActive(e.body())) propagate(e);
        }
        for (String name : wanted) total(tensors.get(name));
        Map<String, String> results = new LinkedHashMap<>();
        for (String name : wrt) results.put(name, adjoint.get(name).name());
        List<Equation> all = new ArrayList<>(program.equations());
        all.addAll(made);
        return new Gradient(program.withInputs(inputs).withEquations(all), results, cotangents);
    }

    private boolean isRead(String name) {
        for (Equation e : program.equations()) {
            if (!activity.isActive(e.target())) continue;
            for (Tensor t : e.reads()) if (t.name().equals(name) && activity.isActive(t)) return true;
        }
        return false;
    }

    private static List<Expr> placeholders(Tensor t) {
        return NormalForm.positions(freshIndices(t));
    }

    private static List<Index> freshIndices(Tensor t) {
        List<Index> indices = new ArrayList<>();
        for (int d = 0; d < t.rank(); d++) indices.add(new Index("u" + (d == 0 ? "" : d + 1)));
        return indices;
    }

    /** Sends the adjoint of one equation's target to the occurrences in its body. */
    private void propagate(Equation e) {
        Expr upstream = Expr.read(adjoint.get(e.target().name()), NormalForm.positions(e.indices()));
        Expr y = Expr.read(e.target(), NormalForm.positions(e.indices()));
        Flow flow = new Flow(activity, new Domain(e.loops()), e);
        switch (e.reduction().orElse(Reduction.SUM)) {
            case NORM -> {
                Expr ratio = Build.div(e.body(), y);
                Expr partial = Build.select(Build.eq(y, Expr.real(0)), Expr.real(0), ratio);
                flow.run(e.body(), Build.mul(upstream, partial), y);
            }
            case PROD -> flow.run(e.body(), Build.mul(upstream, others(e)), y);
            case MAX, MIN -> {
                winner(e, upstream).forEach(this::add);
                return;
            }
            default -> flow.run(e.body(), upstream, y);
        }
        flow.contributions().forEach(this::add);
    }

    private void add(Contribution c) {
        contributions.computeIfAbsent(c.to().name(), n -> new ArrayList<>()).add(c);
    }

    /** The product of all factors but the one at the binder, exact with zeros: prefixes times suffixes. */
    private Expr others(Equation e) {
        Expr.Read factor = (Expr.Read) e.body();
        Tensor t = factor.tensor();
        List<Index> indices = new ArrayList<>(e.indices());
        Index k = e.binders().get(0).index();
        indices.add(k);
        Expr before = scan(e, t, indices, -1, "_before");
        Expr after = scan(e, t, indices, 1, "_after");
        return Build.mul(before, after);
    }

    /** {@code s[i,k] = s[i,k+step | 1] * t[i,k]}; gives the read of the neighbour, which leaves out cell k. */
    private Expr scan(Equation e, Tensor t, List<Index> indices, int step, String suffix) {
        Tensor s = new Tensor(names.fresh(e.target().name() + suffix), Type.REAL, shapeOver(e));
        List<Expr> neighbour = NormalForm.positions(indices);
        int last = neighbour.size() - 1;
        List<Expr> at = new ArrayList<>(neighbour);
        at.set(last, Build.add(neighbour.get(last), Expr.constant(step)));
        Expr rest = Expr.read(s, at, Optional.of(Expr.real(1)));
        made.add(Equation.pointwise(s, indices, Build.mul(rest, e.body()), e.note()));
        return rest;
    }

    private static List<Dim> shapeOver(Equation e) {
        List<Dim> shape = new ArrayList<>(e.target().shape());
        for (Loop l : e.binders()) shape.add(Domain.extent(l).orElseThrow());
        return shape;
    }

    /** Only the first winner of a max or min moves it: its position is saved, and the binders are read off it. */
    private List<Contribution> winner(Equation e, Expr upstream) {
        Reduction arg = e.reduction().get() == Reduction.MAX ? Reduction.ARGMAX : Reduction.ARGMIN;
        Tensor w = new Tensor(names.fresh(e.target().name() + "_at"), Type.INT, e.target().shape());
        made.add(Equation.reduce(w, e.indices(), arg, e.binders(), e.guard(), e.body(), e.note()));
        Expr position = Expr.read(w, NormalForm.positions(e.indices()));
        Map<Index, Expr> values = new LinkedHashMap<>();
        Dim stride = Dim.ONE;
        for (int b = e.binders().size() - 1; b >= 0; b--) {
            Loop l = e.binders().get(b);
            Expr digit = Build.apply(Primitive.IDIV, position, Expr.size(stride));
            if (b > 0) {
                Dim length = Domain.length(l).orElseThrow();
                digit = Build.apply(Primitive.MOD, digit, Expr.size(length));
                stride = stride.times(length);
            }
            values.put(l.index(), Build.add(digit, l.lo()));
        }
        // Bounds of inner binders may depend on outer ones, whose values are known only now.
        Equation at = Equation.pointwise(
                e.target(), e.indices(), e.body().substitute(values), e.note());
        Flow flow = new Flow(activity, new Domain(at.loops()), at);
        boolean canBeEmpty = !e.guard().equals(Expr.TRUE)
                || e.binders().stream().anyMatch(l -> !Domain.length(l).map(Dim::isPositive).orElse(false));
        if (canBeEmpty) flow.under(Build.le(Expr.constant(0), position));
        flow.run(at.body(), upstream, Expr.read(e.target(), NormalForm.positions(e.indices())));
        return flow.contributions();
    }

    /** Defines the adjoint of a tensor as the sum of its contributions. */
    private void total(Tensor t) {
        Tensor d = adjoint.get(t.name());
        List<Contribution> parts = contributions.getOrDefault(t.name(), List.of());
        List<Expr.Read> seeds = ready.getOrDefault(t.name(), List.of());
        if (!seeds.isEmpty() && seeds.get(0).tensor().equals(d)) return;
        if (seeds.isEmpty() && parts.size() == 1) {
            made.add(parts.get(0).equation(d));
            return;
        }
        List<Index> indices = freshIndices(t);
        Expr sum = Expr.real(0);
        for (Expr.Read seed : seeds) sum = Build.add(sum, seed);
        for (Contribution c : parts) {
            Tensor part = new Tensor(names.fresh(d.name() + "_1"), Type.REAL, t.shape());
            made.add(c.equation(part));
            sum = Build.add(sum, Expr.read(part, NormalForm.positions(indices)));
        }
        made.add(Equation.pointwise(d, indices, sum, ""));
    }
}
