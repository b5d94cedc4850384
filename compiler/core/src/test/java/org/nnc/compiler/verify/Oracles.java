package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Build;
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
import org.nnc.compiler.simplify.Simplify;

/**
 * Follows one program with a loss L through every pass and holds each against the oracles: the interpreter of the program
 * as it was checked, dual numbers, differences. A disagreement is an {@link AssertionError} that names the pass.
 */
final class Oracles {
    private final Program checked;
    private final Map<String, Long> dims;
    private final Map<String, double[]> values;
    private final List<String> wrt = new ArrayList<>();
    private final double loss;

    Oracles(Program checked, Map<String, Long> dims, Map<String, double[]> given) {
        this.checked = checked;
        this.dims = dims;
        this.values = new LinkedHashMap<>(Initial.values(checked, 1));
        this.values.putAll(given);
        for (Program.Input i : checked.inputs())
            if (i.tensor().type() == Type.REAL) wrt.add(i.tensor().name());
        for (Program.Param p : checked.params()) wrt.add(p.tensor().name());
        this.loss = evaluate(checked).get("L")[0];
    }

    Map<String, double[]> values() {
        return values;
    }

    List<String> wrt() {
        return wrt;
    }

    private Map<String, double[]> evaluate(Program p) {
        return Evaluate.run(p, dims, values);
    }

    /** The gradient of L with respect to every real input and parameter, agreed on by all oracles. */
    Gradient gradient(long seed) {
        Map<String, double[]> directions = directions(seed);
        DualNumbers.Dual dual = dual(checked, "L", directions);
        require(close(loss, dual.value(), 1e-12, 1), () -> "interpreter " + loss + ", dual numbers " + dual.value());
        Program stable = Simplify.stable(checked, wrt, false).program();
        double rewritten = evaluate(stable).get("L")[0];
        require(close(loss, rewritten, 1e-11, 1), () -> "stable forms change L from " + loss + " to " + rewritten);
        Gradient raw = Differentiate.ofLoss(stable, "L", wrt);
        Gradient tidy = Simplify.tidy(raw);
        Map<String, double[]> before = evaluate(raw.program());
        Map<String, double[]> after = evaluate(tidy.program());
        for (String name : wrt) {
            double[] a = before.get(raw.adjoints().get(name));
            double[] b = after.get(tidy.adjoints().get(name));
            for (int i = 0; i < a.length; i++) {
                int cell = i;
                require(
                        close(a[i], b[i], 1e-11, 1),
                        () -> "tidying changes d_" + name + "[" + cell + "] from " + a[cell] + " to " + b[cell]);
            }
        }
        agree(checked, "L", tidy, after, directions, 1e-10);
        return tidy;
    }

    /** {@code <gradient, v>} is the tangent along v; where it is not, every cell that disagrees is named. */
    private void agree(
            Program primal,
            String of,
            Gradient gradient,
            Map<String, double[]> results,
            Map<String, double[]> directions,
            double tolerance) {
        double dot = 0;
        double size = 0;
        for (String name : wrt) {
            double[] d = results.get(gradient.adjoints().get(name));
            for (int i = 0; i < d.length; i++) {
                dot += d[i] * directions.get(name)[i];
                size += Math.abs(d[i] * directions.get(name)[i]);
            }
        }
        double tangent = dual(primal, of, directions).tangent();
        if (close(dot, tangent, tolerance, Math.max(1e-3, size))) return;
        StringBuilder cells = new StringBuilder("<d_" + of + ", v> is " + dot + ", dual numbers give " + tangent);
        for (String name : wrt) {
            double[] d = results.get(gradient.adjoints().get(name));
            for (int i = 0; i < d.length; i++) {
                double[] unit = new double[d.length];
                unit[i] = 1;
                double one = dual(primal, of, Map.of(name, unit)).tangent();
                if (close(d[i], one, 10 * tolerance, 1)) continue;
                cells.append("\n  d_")
                        .append(name)
                        .append('[')
                        .append(i)
                        .append("] is ")
                        .append(d[i]);
                cells.append(", dual numbers give ").append(one);
            }
        }
        throw new AssertionError(cells.append('\n').append(gradient.program()).toString());
    }

    private DualNumbers.Dual dual(Program p, String of, Map<String, double[]> directions) {
        return new DualNumbers(p, dims, values, directions).tensor(of)[0];
    }

    private Map<String, double[]> directions(long seed) {
        Random random = new Random(seed);
        Map<String, double[]> directions = new HashMap<>();
        for (String name : wrt)
            directions.put(name, random.doubles(values.get(name).length, -1, 1).toArray());
        return directions;
    }

    /** Differences of the checked program, a few cells a tensor; the number compared and the number undecided. */
    int[] differences(Gradient gradient, int cells) {
        int[] counts = new int[2];
        for (GradientCheck.Result r : GradientCheck.check(checked, gradient, Optional.of("L"), dims, values, cells)) {
            require(r.agrees(), () -> "differences of the interpreter: " + r + "\n" + gradient.program());
            counts[0] += r.compared();
            counts[1] += r.undecided();
        }
        return counts;
    }

    /** Differentiates the gradient once more: of a weighted sum over all its cells. */
    void secondDerivative(Gradient first, long seed) {
        Program weighted = weighted(first);
        Gradient second = Simplify.tidy(Differentiate.ofLoss(weighted, "L2", wrt));
        agree(weighted, "L2", second, evaluate(second.program()), directions(seed + 1), 1e-9);
    }

    /** The gradient's program with L2, the sum of all its cells under weights. */
    private Program weighted(Gradient g) {
        List<String> adjoints = wrt.stream().map(g.adjoints()::get).distinct().toList();
        return withSum(g.program(), adjoints, "L2");
    }

    /** The program with one loss L: the sum of all real outputs and losses under weights. */
    static Program withLoss(Program p) {
        if (p.losses().equals(List.of("L"))) return p;
        Set<String> all = new LinkedHashSet<>(p.outputs());
        all.addAll(p.losses());
        List<String> reals =
                all.stream().filter(n -> p.tensors().get(n).type() == Type.REAL).toList();
        String free = new Names(p.names()).fresh("L");
        Program renamed = free.equals("L") ? p : renamed(p, "L", free);
        return withSum(renamed, reals, "L").withOutputs(List.of(), List.of("L"));
    }

    private static Program renamed(Program p, String from, String to) {
        List<Equation> equations = new ArrayList<>();
        Tensor old = p.tensors().get(from);
        Tensor now = new Tensor(to, old.type(), old.shape());
        for (Equation e : p.equations()) {
            Equation f = e.map(x -> renamed(x, old, now));
            Tensor target = f.target().equals(old) ? now : f.target();
            equations.add(new Equation(target, f.indices(), f.reduction(), f.binders(), f.guard(), f.body(), f.note()));
        }
        return p.withOutputs(List.of(), List.of()).withEquations(equations);
    }

    private static Expr renamed(Expr e, Tensor old, Tensor now) {
        Expr inner = e.mapChildren(x -> renamed(x, old, now));
        return inner instanceof Expr.Read r && r.tensor().equals(old) ? Expr.read(now, r.at(), r.otherwise()) : inner;
    }

    /** The program with a scalar: the sum of {@code t[i,j]*cos(k + i + j)} over all cells of the k-th tensor named. */
    private static Program withSum(Program p, List<String> tensors, String name) {
        List<Equation> equations = new ArrayList<>(p.equations());
        Names names = new Names(p.names());
        names.fresh(name);
        Expr sum = Expr.real(0);
        for (int k = 0; k < tensors.size(); k++) {
            Tensor t = p.tensors().get(tensors.get(k));
            List<Loop> loops = new ArrayList<>();
            List<Expr> at = new ArrayList<>();
            Expr phase = Expr.real(0.4 + k);
            for (int i = 0; i < t.rank(); i++) {
                Index index = new Index("q" + i);
                loops.add(Loop.upTo(index, t.shape().get(i)));
                at.add(Expr.position(index));
                phase = Build.add(phase, Expr.position(index));
            }
            Expr term = Build.mul(Expr.read(t, at), Build.apply(Primitive.COS, phase));
            if (!loops.isEmpty()) {
                Tensor part = new Tensor(names.fresh(name + "_part"), Type.REAL, List.of());
                equations.add(Equation.reduce(part, List.of(), Reduction.SUM, loops, Expr.TRUE, term, ""));
                term = Expr.read(part, List.of());
            }
            sum = Build.add(sum, term);
        }
        equations.add(Equation.pointwise(new Tensor(name, Type.REAL, List.of()), List.of(), sum, ""));
        return p.withEquations(equations);
    }

    static boolean close(double a, double b, double tolerance, double scale) {
        if (Double.isNaN(a) || Double.isNaN(b)) return Double.isNaN(a) && Double.isNaN(b);
        return a == b || Math.abs(a - b) <= tolerance * Math.max(scale, Math.max(Math.abs(a), Math.abs(b)));
    }

    static void require(boolean condition, Supplier<String> what) {
        if (!condition) throw new AssertionError(what.get());
    }
}
