package org.nnc.compiler.emit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
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

    /** A loop whose body is estimated longer is cut into methods; a statement that is estimated shorter stays. */
    private static final int TOO_LONG = 5000;

    private static final int SHORT = 100;

    /** Inside of a loop so many others are methods of their own, which HotSpot compiles each by itself and so much sooner. */
    private static final int MANY = 6;

    private static final Pattern VARIABLE = Pattern.compile("(?<![.\\w])[A-Za-z_]\\w*+(?!\\()");

    private final Fields fields;
    private final JavaExpr java;
    private final KernelCalls kernels;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Set<String>> scopes = new ArrayDeque<>();
    private final Map<String, String> names = new HashMap<>();

    /** By name, the type, name and home of each array. */
    private final Map<String, String> arrays = new TreeMap<>();

    private final Set<String> sizes = new TreeSet<>();
    private final Set<String> reads = new LinkedHashSet<>();
    private final Set<String> writes = new LinkedHashSet<>();
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, String> types = new HashMap<>();
    private final Set<String> scalars = new HashSet<>();
    private Map<String, Outline.Call> calls = Map.of();
    private int depth;
    private boolean isScalar;
    private boolean isPart;

    Statements(Fields fields) {
        this.fields = fields;
        this.java = new JavaExpr(fields.isDouble(), this);
        this.kernels = new KernelCalls(fields, java, this);
        scopes.push(new HashSet<>());
    }

    /** The finished text with what it needs. */
    record Result(
            String text,
            Set<String> arrays,
            Set<String> sizes,
            Set<String> reads,
            Set<String> writes,
            List<Part> parts) {}

    /**
     * A method that a block calls.
     *
     * @param type what it returns
     * @param parameters each with its type
     * @param text its body, without the local copies of fields
     */
    record Part(
            String name, String type, List<String> parameters, String text, Set<String> arrays, Set<String> sizes) {}

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
                String key = a instanceof Expr.Position p
                        ? p.index().name()
                        : ((Expr.Read) a).tensor().name();
                parameters.add(java.type(a.type()) + " " + inner.name(key, Locals.base(key)));
            }
            List<Code> code = new ArrayList<>();
            Expr value = Shallow.value(c.value(), code, locals);
            inner.list(code);
            inner.line("return " + inner.java.of(value, c.result().type()) + ";");
            String name = fields.fresh("part");
            names.put(c.result().name(), name);
            parts.add(new Part(
                    name,
                    java.type(c.result().type()),
                    parameters,
                    inner.text.toString(),
                    inner.copied(),
                    inner.sizes));
        }
        return this;
    }

    /** @param comments a line each, escaped */
    Result of(List<String> comments, List<Code> code) {
        for (String c : comments) line("// " + c);
        // Blocks share a method: their local variables are kept apart by braces, or by name where a scalar must get
        // out.
        isScalar = code.stream()
                .anyMatch(c -> c instanceof Code.Store s && s.target().rank() == 0 || c instanceof Code.Foreign);
        boolean hasLocals = code.stream()
                .anyMatch(
                        c -> c instanceof Code.Local || c instanceof Code.For f && !f.down() && !Shape.isPlain(f.hi()));
        if (!isScalar && hasLocals) {
            line("{");
            block(code);
            line("}");
        } else {
            list(code);
        }
        return new Result(text.toString(), copied(), sizes, reads, writes, parts);
    }

    private Set<String> copied() {
        return new LinkedHashSet<>(arrays.values());
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
            else if (c instanceof Code.Foreign f) foreign(f);
            else if (c instanceof Code.Total t) line(names.get(t.local().name()) + " += " + kernels.of(c) + ";");
            else line(kernels.of(c) + ";");
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
        if (copies(f)) return;
        String lo = java.of(f.lo(), Type.INT);
        String hi = java.of(f.hi(), Type.INT);
        if (!Shape.isPlain(f.hi()) && !f.down()) {
            String end = declare("end");
            line("final int " + end + " = " + hi + ";");
            types.put(end, "int");
            hi = end;
        }
        scopes.push(new HashSet<>());
        String i = name(f.index().name(), Locals.base(f.index().name()));
        types.put(i, "int");
        line(
                f.down()
                        ? "for (int " + i + " = "
                                + (f.hi().isConst() ? Numerals.integer(((Expr.Const) f.hi()).value() - 1) : hi + " - 1")
                                + "; " + i + " >= " + lo + "; " + i + "--) {"
                        : "for (int " + i + " = " + lo + "; " + i + " < " + hi + "; " + i + "++) {");
        body(f.body());
        line("}");
        scopes.pop();
    }

    /** The body of a loop; where it is too long for a method, what can stand by itself becomes methods. */
    private void body(List<Code> code) {
        int start = text.length();
        depth++;
        scopes.push(new HashSet<>());
        List<Integer> ends = new ArrayList<>();
        for (Code c : code) {
            list(List.of(c));
            ends.add(text.length());
        }
        boolean areMany = code.stream().filter(c -> c instanceof Code.For).count() >= MANY;
        if (areMany || Bytecode.bound(text.substring(start)) > TOO_LONG) {
            String whole = text.toString();
            text.setLength(start);
            int from = start;
            for (int i = 0; i < code.size(); i++) {
                int end = ends.get(i);
                // Neighbours share a method as long as they fit.
                int next = i;
                while (!areMany
                        && Shape.canMove(code.get(i))
                        && next + 1 < code.size()
                        && Shape.canMove(code.get(next + 1))
                        && Bytecode.bound(whole.substring(from, ends.get(next + 1))) <= TOO_LONG) {
                    next++;
                    end = ends.get(next);
                }
                String child = whole.substring(from, end);
                if (Shape.canMove(code.get(i)) && Bytecode.bound(child) > SHORT) line(moved(child));
                else text.append(child);
                from = end;
                i = next;
            }
        }
        scopes.pop();
        depth--;
    }

    /** Makes statements a method; gives the call. */
    private String moved(String code) {
        // In order of the text, so that other names give the same order.
        Set<String> words = new LinkedHashSet<>();
        // No methods: `Math.max(` is not the variable `max`.
        VARIABLE.matcher(code).results().forEach(m -> words.add(m.group()));
        List<String> parameters = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        Set<String> usedArrays = new LinkedHashSet<>();
        for (String name : words) {
            if (arrays.containsKey(name)) usedArrays.add(arrays.get(name));
            if (!types.containsKey(name) || !isVisible(name) && !scalars.contains(name)) continue;
            // The same name may be declared inside, and again behind this statement, as something else.
            if (Shape.declares(code, name)) continue;
            parameters.add(types.get(name) + " " + name);
            arguments.add(name);
        }
        Set<String> usedSizes = new TreeSet<>(sizes);
        usedSizes.retainAll(words);
        String name = fields.fresh("part");
        parts.add(new Part(name, "void", parameters, code.stripIndent(), usedArrays, usedSizes));
        return name + "(" + String.join(", ", arguments) + ");";
    }

    /** A loop that copies neighbours to neighbours, as the library's call; false where it is none. */
    private boolean copies(Code.For f) {
        boolean isSure = f.lo().isConst(0)
                && (f.hi().isConst() || f.hi() instanceof Expr.Size n && n.dim().isNonNegative());
        if (!isSure || f.body().size() != 1 || !(f.body().get(0) instanceof Code.Store s) || s.add()) return false;
        if (!(s.value() instanceof Expr.Read r)
                || r.tensor().rank() == 0
                || s.target().rank() == 0) return false;
        boolean isSame = r.type() != s.target().type()
                || fields.isChecked(s.target())
                || array(r.tensor()).equals(array(s.target()));
        if (isSame || !Shape.isRow(r.at().get(0), f.index()) || !Shape.isRow(s.at().get(0), f.index())) return false;
        Map<Index, Expr> start = Map.of(f.index(), Expr.constant(0));
        Expr from = r.at().get(0).substitute(start);
        Expr to = s.at().get(0).substitute(start);
        String copy = Text.type("java.lang.System") + ".arraycopy(" + array(r.tensor()) + ", " + java.of(from, Type.INT)
                + ", " + array(s.target()) + ", " + java.of(to, Type.INT) + ", " + java.of(f.hi(), Type.INT) + ");";
        // Where nothing is copied the places may lie behind the arrays.
        boolean isInside = f.hi().isConst() || from.isConst(0) && to.isConst(0);
        if (isInside) {
            line(copy);
        } else {
            line("if (" + java.of(f.hi(), Type.INT) + " > 0) {");
            line(INDENT + copy);
            line("}");
        }
        return true;
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
        types.put(name, java.type(type));
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
            scalar(t, fields.checked(t, java.of(s.value(), t.type())));
            return;
        }
        String cell = array(t) + "[" + java.of(s.at().get(0), Type.INT) + "]";
        if (!s.add() && fields.isChecked(t)) {
            line(cell + " = " + fields.checked(t, java.of(s.value(), t.type())) + ";");
        } else {
            assign(cell, t.type(), s.value(), s.add());
        }
    }

    private void scalar(Tensor t, String value) {
        String name = fields.variable(t);
        line("final " + java.type(t.type()) + " " + name + " = " + value + ";");
        writes.add(t.name());
        scalars.add(name);
        types.put(name, java.type(t.type()));
        line(mark(t.name()));
    }

    /** Stands where a scalar is kept for other methods, if they need it; what becomes of it is known later. */
    static String mark(String scalar) {
        return "\u0004" + scalar + "\u0004";
    }

    /** A number that the method gives is the only cell of an array, which the instance keeps. */
    private void foreign(Code.Foreign f) {
        List<String> arguments = new ArrayList<>();
        f.dims().forEach(d -> arguments.add(size(d)));
        for (Tensor t : f.arguments()) arguments.add(t.rank() == 0 ? variable(t) : array(t));
        Map<Tensor, String> cells = new LinkedHashMap<>();
        for (Tensor t : f.results()) {
            String name = array(t.rank() > 0 ? t : Code.cell(fields.variable(t)));
            arguments.add(name);
            if (t.rank() == 0) cells.put(t, name);
        }
        line(Text.type(f.owner()) + "." + f.method() + "(" + String.join(", ", arguments) + ");");
        cells.forEach((t, cell) -> scalar(t, cell + "[0]"));
    }

    /** A new local variable. */
    private String declare(String base) {
        if (isScalar && scopes.size() == 1) {
            String fresh = fields.fresh(base);
            scopes.peek().add(fresh);
            return fresh;
        }
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
        scalars.add(fields.variable(scalar));
        types.put(fields.variable(scalar), java.type(scalar.type()));
        return fields.variable(scalar);
    }

    @Override
    public String array(Tensor tensor) {
        String name = fields.array(tensor);
        if (!fields.isStatic(tensor))
            arrays.put(name, fields.arrayType(tensor) + " " + name + " " + fields.home(tensor));
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
