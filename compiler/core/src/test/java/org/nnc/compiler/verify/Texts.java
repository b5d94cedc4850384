package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nnc.compiler.check.Check;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Build;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Unparse;

/** Texts to programs and back, for tests. */
final class Texts {
    private Texts() {}

    /** The first model of a text that has no error. */
    static Program program(String text) {
        return programs(text).get(0);
    }

    /** All models of a text that has no error. */
    static List<Program> programs(String text) {
        Parse.Result parsed = Parse.parse(new Source("test.nn", text));
        Checked checked = Check.check(
                parsed.file().orElseThrow(() -> new AssertionError(parsed.diagnostics() + "\n" + text)),
                n -> Optional.empty());
        if (checked.hasErrors()) throw new AssertionError(shown(checked.diagnostics()) + "\n" + text);
        return checked.programs();
    }

    private static String shown(List<Diagnostic> diagnostics) {
        StringBuilder text = new StringBuilder();
        for (Diagnostic d : diagnostics)
            text.append(d.span()).append(' ').append(d).append('\n');
        return text.toString();
    }

    /**
     * Prints a program, reads the text, and requires the same program. The conditions on sizes are left out: a mean needs a
     * point where it is written, not where it has become a sum and a quotient; a winner needs one where it is written, not
     * where it was derived from a max.
     */
    static void readsBack(Program program) {
        String text = Unparse.text(program);
        Program again = withoutGuardedPositions(program(text), program);
        same("dims", program.dims(), again.dims(), text);
        same("inputs", program.inputs(), again.inputs(), text);
        same("params", program.params(), again.params(), text);
        same("tables", program.tables(), again.tables(), text);
        same("equations", withoutNotes(program), withoutNotes(again), text);
        same("outputs", program.outputs(), again.outputs(), text);
        same("losses", program.losses(), again.losses(), text);
        same("derives", program.derives(), again.derives(), text);
        same("ranges", ranges(program), ranges(again), text);
    }

    private static void same(String what, Object before, Object after, String text) {
        if (before.equals(after)) return;
        String detail = "";
        if (before instanceof List<?> a && after instanceof List<?> b) {
            List<Object> lost = new ArrayList<>(a);
            lost.removeAll(b);
            List<Object> made = new ArrayList<>(b);
            made.removeAll(a);
            detail = "\n  before " + lost + "\n  after  " + made;
        }
        throw new AssertionError("printed and read again, the " + what + " differ" + detail + "\n" + text);
    }

    /** A note says where an equation came from, which the text cannot know. */
    private static List<Equation> withoutNotes(Program p) {
        return p.equations().stream()
                .map(e -> new Equation(e.target(), e.indices(), e.reduction(), e.binders(), e.guard(), e.body(), ""))
                .map(e -> e.map(Texts::logic))
                .toList();
    }

    /** Where the right side of an {@code and} is in bounds only by its left, it is read as an {@code if}: the same thing. */
    private static Expr logic(Expr e) {
        Expr inner = e.mapChildren(Texts::logic);
        if (!inner.is(Primitive.SELECT) || inner.type() != Type.BOOL) return inner;
        List<Expr> args = inner.children();
        if (args.get(2).equals(Expr.FALSE)) return Build.and(args.get(0), args.get(1));
        return args.get(1).equals(Expr.TRUE) ? Build.or(args.get(0), args.get(2)) : inner;
    }

    /**
     * A winner plus the lower end of its range stays within its range wherever there is a winner: whoever derives from a max
     * knows it, whoever reads the text proves nothing of a range that starts at another tensor's value, and makes an equation
     * {@code p[i] = if there is one then at[i] + lo[i] else 0} of the position. It is read where there is one only, so the
     * position itself stands for it. (That the position is in bounds there is what evaluating the program itself shows.)
     */
    private static Program withoutGuardedPositions(Program again, Program before) {
        Set<String> known = new TreeSet<>();
        before.equations().forEach(e -> known.add(e.target().name()));
        Map<String, Equation> positions = new HashMap<>();
        for (Equation e : again.equations()) {
            if (known.contains(e.target().name())
                    || e.isReduction()
                    || e.target().type() != Type.INT) continue;
            if (e.body().is(Primitive.SELECT) && e.body().children().get(2).isConst(0))
                positions.put(e.target().name(), e);
        }
        if (positions.isEmpty()) return again;
        return again.withEquations(again.equations().stream()
                .filter(e -> !positions.containsKey(e.target().name()))
                .map(e -> e.map(x -> inlined(x, positions)))
                .toList());
    }

    private static Expr inlined(Expr e, Map<String, Equation> positions) {
        Expr inner = e.mapChildren(x -> inlined(x, positions));
        if (!(inner instanceof Expr.Read r)) return inner;
        Equation p = positions.get(r.tensor().name());
        if (p == null) return inner;
        Map<Index, Expr> at = new HashMap<>();
        for (int d = 0; d < r.at().size(); d++) at.put(p.indices().get(d), r.at().get(d));
        return p.body().children().get(1).substitute(at);
    }

    /** Of tensors that the program has: not of positions that are written out. */
    private static Set<String> ranges(Program p) {
        Set<String> has = new TreeSet<>();
        p.equations().forEach(e -> has.add(e.target().name()));
        Set<String> values = new TreeSet<>();
        p.ranges().stream()
                .filter(r -> has.contains(r.tensor()))
                .forEach(r -> values.add(r.tensor() + " in " + r.range()));
        return values;
    }
}
