package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.List;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Code;

/** Calls of the runtime's kernels as Java text. */
final class KernelCalls {
    private final Fields fields;
    private final JavaExpr java;
    private final JavaExpr.Scope scope;

    KernelCalls(Fields fields, JavaExpr java, JavaExpr.Scope scope) {
        this.fields = fields;
        this.java = java;
        this.scope = scope;
    }

    /** The call, without its semicolon. */
    String of(Code c) {
        if (c instanceof Code.Gemm g) return gemm(g);
        if (c instanceof Code.Beside g) return beside(g);
        if (c instanceof Code.Range r) return range(r);
        if (c instanceof Code.Greatest g) {
            String places = g.place().map(p -> scope.array(p.tensor())).orElse("null");
            Dim column = g.x().column();
            String table = scope.array(g.table());
            return call("greatest(", g.m(), g.n(), g.table().size(), g.x(), column, table, g.y(), places);
        }
        if (c instanceof Code.Spread s) {
            String places = scope.array(s.place().tensor());
            String table = scope.array(s.table());
            return call("spread(", s.m(), s.n(), s.table().size(), s.x(), places, table, s.y(), s.add());
        }
        if (c instanceof Code.Total t) return call("sum(", t.n(), from(t.x()));
        if (c instanceof Code.Gate g) return call("gate(", g.n(), from(g.x()), from(g.d()), from(g.y()));
        if (c instanceof Code.Turned t)
            return call("transpose(", t.m(), t.n(), from(t.x()), t.xRow(), from(t.y()), t.yRow());
        fields.useScratch();
        Code.Columns s = (Code.Columns) c;
        String x = scope.array(s.x());
        String y = scope.array(s.y());
        return call("columnSums(", s.m(), s.n(), x, s.xAt(), s.row(), y, s.yAt(), true, "scratch");
    }

    private String gemm(Code.Gemm g) {
        fields.useScratch();
        Dim aColumn = g.a().column();
        if (g.taps().isEmpty()) {
            Dim bColumn = g.b().column();
            if (g.start().isPresent()) {
                String start = from(g.start().get());
                return call("affine(", g.m(), g.n(), g.k(), g.a(), aColumn, g.b(), bColumn, start, g.c(), "scratch");
            }
            return call("gemm(", g.m(), g.n(), g.k(), g.a(), aColumn, g.b(), bColumn, g.c(), g.accumulate(), "scratch");
        }
        Code.Taps taps = g.taps().get();
        String table = scope.array(taps.table());
        String b = from(g.b());
        if (taps.blocks().isEmpty())
            return call("gemm(", g.m(), g.n(), g.k(), g.a(), aColumn, b, table, g.c(), g.accumulate(), "scratch");
        Dim bBlock = g.b().row();
        Dim blocks = taps.blocks().get();
        return call(
                "dots(",
                g.m(),
                g.n(),
                blocks,
                g.k(),
                g.a(),
                aColumn,
                b,
                table,
                bBlock,
                g.c(),
                g.accumulate(),
                "scratch");
    }

    private String beside(Code.Beside g) {
        fields.useScratch();
        Code.Gemm f = g.first();
        List<String> all = arguments(g.count(), f.m(), f.n(), f.k(), from(f.a()));
        if (f.taps().isEmpty()) all.addAll(arguments(g.a()));
        all.addAll(arguments(f.a().row(), f.a().column(), from(f.b()), g.b()));
        if (f.taps().isEmpty()) all.addAll(arguments(f.b().row(), f.b().column()));
        f.taps().ifPresent(t -> all.add(scope.array(t.table())));
        f.start().ifPresent(s -> all.addAll(arguments(from(s), g.start())));
        all.addAll(arguments(from(f.c()), g.c(), f.c().row()));
        if (f.start().isEmpty()) all.addAll(arguments(f.accumulate()));
        all.add("scratch");
        String method = f.start().isEmpty() ? ".gemm(" : ".affine(";
        return Text.GROUPS + method + String.join(", ", all) + ")";
    }

    private String range(Code.Range r) {
        String x = scope.array(r.x());
        String y = scope.array(r.y());
        if (r.op() == Primitive.STOP) {
            List<String> arguments = arguments(x, r.xAt(), y, r.yAt(), r.n());
            return Text.type("java.lang.System") + ".arraycopy(" + String.join(", ", arguments) + ")";
        }
        fields.useScratch();
        if (r.twin().isEmpty()) return call(r.op().notation() + "(", r.n(), x, r.xAt(), y, r.yAt(), "scratch");
        return call(
                r.op().notation() + "s(",
                r.n(),
                x,
                r.xAt(),
                y,
                r.yAt(),
                from(r.twin().get()),
                "scratch");
    }

    /** @param method with its bracket */
    private String call(String method, Object... arguments) {
        return Text.KERNELS + "." + method + String.join(", ", arguments(arguments)) + ")";
    }

    private List<String> arguments(Object... arguments) {
        List<String> texts = new ArrayList<>();
        for (Object a : arguments) {
            if (a instanceof Dim d) texts.add(scope.size(d));
            else if (a instanceof Expr e) texts.add(java.of(e, e.type() == Type.BOOL ? Type.BOOL : Type.INT));
            else if (a instanceof Code.Matrix m) texts.add(matrix(m));
            else texts.add(String.valueOf(a));
        }
        return texts;
    }

    private String matrix(Code.Matrix m) {
        return from(m) + ", " + scope.size(m.row());
    }

    private String from(Code.Matrix m) {
        return from(Expr.read(m.tensor(), m.at()));
    }

    /** An array and where to begin in it. */
    private String from(Expr.Read r) {
        return scope.array(r.tensor()) + ", " + java.of(r.at().get(0), Type.INT);
    }
}
