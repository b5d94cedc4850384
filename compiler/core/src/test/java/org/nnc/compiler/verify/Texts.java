package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.List;
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
        Program again = program(text);
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

    private static Set<String> ranges(Program p) {
        Set<String> values = new TreeSet<>();
        p.ranges().forEach(r -> values.add(r.tensor() + " in " + r.range()));
        return values;
    }
}
