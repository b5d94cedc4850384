package org.nnc.compiler.simplify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Loop;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/** Reads a costly expression from the tensor that some equation stores it in, instead of computing it again. */
final class Reuse {
    /** A root, a division or a transcendental costs more than a read. */
    private static final int COSTLY = 8;

    /** In a condition, where backward asks again what forward has decided, so does a sum under a function. */
    private static final int COSTLY_CONDITION = 2;

    /**
     * What a pointwise equation stores.
     *
     * @param order for each dimension of the tensor, the place of its index in the expression's order of indices
     */
    private record Cell(Tensor tensor, List<Integer> order) {}

    private final Program program;
    private final Set<String> inLoop;
    private final Set<String> opaque;
    private final Map<Expr, Cell> cells = new HashMap<>();
    private final Set<Integer> shapes = new HashSet<>();
    private final Map<Expr, Outline> outlines = new IdentityHashMap<>();

    /**
     * What is known of an expression without numbering its indices, so that most are never looked up.
     *
     * @param hash equal for expressions that differ in the names of indices only
     * @param cost units of work of one evaluation
     */
    private record Outline(int hash, int cost) {}

    private Reuse(Program program, Set<String> opaque) {
        this.program = program;
        this.opaque = opaque;
        this.inLoop = Tidy.inLoop(program);
    }

    /** @param opaque names of tensors that are not read for anything else */
    static Program run(Program program, Set<String> opaque) {
        return new Reuse(program, opaque).run();
    }

    private Program run() {
        for (Equation e : program.equations()) {
            if (e.isReduction() || inLoop.contains(e.target().name()) || outline(e.body()).cost < COSTLY_CONDITION)
                continue;
            if (opaque.contains(e.target().name())) continue;
            List<Index> order = new ArrayList<>();
            Expr pattern = canonical(e.body(), order);
            // An index that the value does not depend on would leave its position open.
            if (order.size() != e.indices().size()) continue;
            shapes.add(outline(e.body()).hash);
            cells.putIfAbsent(
                    pattern,
                    new Cell(
                            e.target(), e.indices().stream().map(order::indexOf).toList()));
        }
        if (cells.isEmpty()) return program;
        List<Equation> result = new ArrayList<>();
        for (Equation e : program.equations()) {
            // Inside a recurrence a read of a later tensor would tie it into the group.
            result.add(inLoop.contains(e.target().name()) ? e : replaced(e));
        }
        return program.withEquations(result);
    }

    private Equation replaced(Equation e) {
        Equation values = e.map(x -> replaced(x, e, COSTLY));
        Expr guard = replaced(values.guard(), e, COSTLY_CONDITION);
        return new Equation(
                values.target(),
                values.indices(),
                values.reduction(),
                values.binders(),
                guard,
                values.body(),
                values.note());
    }

    private Expr replaced(Expr x, Equation e, int costly) {
        if (x.is(Primitive.SELECT)) {
            List<Expr> args = new ArrayList<>();
            for (Expr c : x.children()) args.add(replaced(c, e, args.isEmpty() ? COSTLY_CONDITION : costly));
            return Build.apply(Primitive.SELECT, args);
        }
        if (!(x instanceof Expr.Apply)) return x.mapChildren(c -> replaced(c, e, costly));
        List<Index> order = new ArrayList<>();
        Outline outline = outline(x);
        boolean isKnown = outline.cost >= costly && shapes.contains(outline.hash);
        Cell cell = isKnown ? cells.get(canonical(x, order)) : null;
        if (cell == null || cell.tensor.equals(e.target()) || !isWhole(cell, order, e)) {
            return x.mapChildren(c -> replaced(c, e, costly));
        }
        return Expr.read(
                cell.tensor,
                cell.order.stream().map(n -> Expr.position(order.get(n))).toList());
    }

    private Outline outline(Expr e) {
        Outline known = outlines.get(e);
        if (known != null) return known;
        int hash = e.match(
                Object::hashCode,
                Object::hashCode,
                p -> 1,
                r -> r.tensor().name().hashCode() + (r.otherwise().isPresent() ? 1 : 0),
                a -> a.op().notation().hashCode(),
                x -> x.key().hashCode());
        int cost = e instanceof Expr.Apply a ? a.op().cost() : 0;
        for (Expr c : e.children()) {
            Outline below = outline(c);
            hash = 31 * hash + below.hash;
            cost += below.cost;
        }
        Outline made = new Outline(hash, cost);
        outlines.put(e, made);
        return made;
    }

    /** Whether the equation runs each index over exactly the dimension that it would read. */
    private static boolean isWhole(Cell cell, List<Index> order, Equation e) {
        Map<Index, Dim> extents = new HashMap<>();
        for (Loop l : e.loops()) {
            if (l.lo().isConst(0) && Build.dim(l.hi()) != null) extents.put(l.index(), Build.dim(l.hi()));
        }
        for (int d = 0; d < cell.order.size(); d++) {
            if (!cell.tensor.shape().get(d).equals(extents.get(order.get(cell.order.get(d))))) return false;
        }
        return true;
    }

    /** The expression with its indices numbered in order of first occurrence. */
    private static Expr canonical(Expr e, List<Index> order) {
        if (e instanceof Expr.Position p) {
            if (!order.contains(p.index())) order.add(p.index());
            return Expr.position(new Index("#" + order.indexOf(p.index())));
        }
        return e.mapChildren(c -> canonical(c, order));
    }
}
