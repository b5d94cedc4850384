package org.nnc.compiler.emit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Code;
import org.nnc.compiler.schedule.Locals;

/** The statements of one block as Java text, and the fields that the text needs as local variables. */
final class Statements implements JavaExpr.Scope {
    private static final String INDENT = "    ";

    private final Fields fields;
    private final JavaExpr java;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Set<String>> scopes = new ArrayDeque<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> arrays = new LinkedHashSet<>();
    private final Set<String> sizes = new TreeSet<>();
    private final Set<String> reads = new LinkedHashSet<>();
    private final Set<String> writes = new LinkedHashSet<>();
    private final List<Part> parts = new ArrayList<>();
    private Map<String, Outline.Call> calls = Map.of();
    private int depth;
    private boolean isScalar;
    private boolean isPart;

    Statements(Fields fields) {
        this.fields = fields;
        this.java = new JavaExpr(fields.isDouble(), this);
        scopes.push(new HashSet<>());
    }

    /** The finished text with what it needs. */
    record Result(
            String text, Set<String> arrays, Set<String> sizes, Set<String> reads, Set<String> writes, List<Part> parts) {}

    /**
     * A method that a block calls.
     *
     * @param type what it returns
     * @param parameters each with its type
     * @param text its body, without the local copies of fields
     */
    record Part(String name, String type, List<String> parameters, String text, Set<String> arrays, Set<String> sizes) {}

    /** The methods for the parts of long expressions, each before those that call it. */
    Statements with(Map<String, Outline.Call> calls, Locals locals) {
        this.calls = calls;
        for (Outline.Call c : calls.values()) {
            Statements inner = new Statements(fields);
            inner.calls = calls;
            inner.names.putAll(names);
            inner.isPart = true;
            List<String> parameters = new ArrayList<>();
            for (Expr a : c.arguments()) {
                String key = a instanceof Expr.Position p ? p.index().name() : ((Expr.Read) a).tensor().name();
                parameters.add(java.type(a.type()) + " " + inner.name(key, Locals.base(key)));
            }
            List<Code> code = new ArrayList<>();
            Expr value = Shallow.value(c.value(), code, locals);
            inner.list(code);
            inner.line("return " + inner.java.of(value, c.result().type()) + ";");
            String name = fields.fresh("part");
            names.put(c.result().name(), name);
            parts.add(new Part(name, java.type(c.result().type()), parameters, inner.text.toString(), inner.arrays, inner.sizes));
        }
        return this;
    }

    /** @param comments a line each, escaped */
    Result of(List<String> comments, List<Code> code) {
        for (String c : comments) line("// " + c);
        // Blocks share a method: their local variables are kept apart by braces, or by name where a scalar must get out.
        isScalar = code.stream().anyMatch(c -> c instanceof Code.Store s && s.target().rank() == 0);
        boolean hasLocals = code.stream().anyMatch(c -> c instanceof Code.Local || c instanceof Code.For f && !f.down() && !isPlain(f.hi()));
        if (!isScalar && hasLocals) {
            line("{");
            block(code);
            line("}");
        } else {
            list(code);
        }
        return new Result(text.toString(), arrays, sizes, reads, writes, parts);
    }

    private void line(String s) {
        text.append(INDENT.repeat(depth)).append(s).append('\n');
    }

    private void list(List<Code> code) {
        for (Code c : code) {
            if (c instanceof Code.For f) loop(f);
            else if (c instanceof Code.If i) branch(i);
            else if (c instanceof Code.Local l) local(l);
            else if (c instanceof Code.Set s) set(s);
            else if (c instanceof Code.Store s) store(s);
            else gemm((Code.Gemm) c);
        }
    }

    private void block(List<Code> code) {
        depth++;
        scopes.push(new HashSet<>());
        list(code);
        scopes.pop();
        depth--;
    }

    private void loop(Code.For f) {
        String lo = java.of(f.lo(), Type.INT);
        String hi = java.of(f.hi(), Type.INT);
        if (!isPlain(f.hi()) && !f.down()) {
            String end = declare("end");
            line("final int " + end + " = " + hi + ";");
            hi = end;
        }
        scopes.push(new HashSet<>());
        String i = name(f.index().name(), Locals.base(f.index().name()));
        line(f.down()
                ? "for (int " + i + " = " + (f.hi().isConst() ? Numerals.integer(((Expr.Const) f.hi()).value() - 1) : hi + " - 1")
                        + "; " + i + " >= " + lo + "; " + i + "--) {"
                : "for (int " + i + " = " + lo + "; " + i + " < " + hi + "; " + i + "++) {");
        block(f.body());
        line("}");
        scopes.pop();
    }

    /** Whether the bound of a loop is read again at no cost. */
    private static boolean isPlain(Expr hi) {
        return hi.isConst() || hi instanceof Expr.Size || hi instanceof Expr.Read r && r.tensor().rank() == 0;
    }

    private void branch(Code.If i) {
        line("if (" + java.of(i.condition(), Type.BOOL) + ") {");
        block(i.then());
        if (!i.otherwise().isEmpty()) {
            line("} else {");
            block(i.otherwise());
        }
        line("}");
    }

    private void local(Code.Local l) {
        Type type = l.tensor().type();
        String value = java.of(l.value(), type);
        String name = name(l.tensor().name(), Locals.base(l.tensor().name()));
        line((l.mutable() ? "" : "final ") + java.type(type) + " " + name + " = " + value + ";");
    }

    private void set(Code.Set s) {
        String name = names.get(s.local().name());
        assign(name, s.local().type(), s.value(), s.add());
    }

    private void assign(String left, Type type, Expr value, boolean add) {
        if (add && type == Type.REAL && value instanceof Expr.Apply a) {
            if (a.op() == Primitive.MUL && a.type() == Type.REAL) {
                line(left + " = " + java.fused(a.arg(0), a.arg(1), left) + ";");
                return;
            }
            if (a.op() == Primitive.SQUARE && a.type() == Type.REAL) {
                line(left + " = " + java.fused(a.arg(0), a.arg(0), left) + ";");
                return;
            }
            if (a.op() == Primitive.NEG) {
                line(left + " -= " + java.of(a.arg(0), type) + ";");
                return;
            }
        }
        line(left + (add ? " += " : " = ") + java.of(value, type) + ";");
    }

    private void store(Code.Store s) {
        Tensor t = s.target();
        if (t.rank() == 0) {
            String name = fields.variable(t);
            String value = fields.checked(t, java.of(s.value(), t.type()));
            line("final " + java.type(t.type()) + " " + name + " = " + value + ";");
            writes.add(t.name());
            line(mark(t.name()));
            return;
        }
        String cell = array(t) + "[" + java.of(s.at().get(0), Type.INT) + "]";
        if (!s.add() && fields.isChecked(t)) {
            line(cell + " = " + fields.checked(t, java.of(s.value(), t.type())) + ";");
        } else {
            assign(cell, t.type(), s.value(), s.add());
        }
    }

    /** Stands where a scalar is kept for other methods, if they need it; what becomes of it is known later. */
    static String mark(String scalar) {
        return "\u0004" + scalar + "\u0004";
    }

    private void gemm(Code.Gemm g) {
        String accumulate = java.of(g.accumulate(), Type.BOOL);
        line(Text.KERNELS + ".gemm(" + size(g.m()) + ", " + size(g.n()) + ", " + size(g.k()) + ", "
                + matrix(g.a()) + ", " + size(g.a().column()) + ", "
                + matrix(g.b()) + ", " + size(g.b().column()) + ", "
                + matrix(g.c()) + ", " + accumulate + ", scratch);");
    }

    private String matrix(Code.Matrix m) {
        return array(m.tensor()) + ", " + java.of(m.offset(), Type.INT) + ", " + size(m.row());
    }

    /** A new local variable. */
    private String declare(String base) {
        if (isScalar && scopes.size() == 1) return fields.fresh(base);
        String name = base;
        for (int n = 2; fields.isTaken(name) || isVisible(name); n++) name = base + n;
        scopes.peek().add(name);
        return name;
    }

    private String name(String key, String base) {
        String name = declare(base.replace('.', '_'));
        names.put(key, name);
        return name;
    }

    private boolean isVisible(String name) {
        for (Set<String> s : scopes) if (s.contains(name)) return true;
        return false;
    }

    @Override
    public String variable(Tensor scalar) {
        Outline.Call call = calls.get(scalar.name());
        if (call != null) {
            List<String> arguments = new ArrayList<>();
            for (Expr a : call.arguments()) arguments.add(java.of(a, a.type()));
            return names.get(scalar.name()) + "(" + String.join(", ", arguments) + ")";
        }
        if (Code.isLocal(scalar) || isPart) return names.get(scalar.name());
        if (!writes.contains(scalar.name())) reads.add(scalar.name());
        return fields.variable(scalar);
    }

    @Override
    public String array(Tensor tensor) {
        String name = fields.array(tensor);
        if (!fields.isStatic(tensor)) arrays.add(fields.arrayType(tensor) + " " + name + " " + fields.home(tensor));
        return name;
    }

    @Override
    public String index(Index index) {
        String name = names.get(index.name());
        if (name == null) throw new IllegalStateException("index " + index + " has no loop");
        return name;
    }

    @Override
    public String size(Dim dim) {
        if (dim.isConstant()) return Numerals.integer(dim.constant().getAsLong());
        String name = fields.size(dim);
        sizes.add(name);
        return name;
    }
}
