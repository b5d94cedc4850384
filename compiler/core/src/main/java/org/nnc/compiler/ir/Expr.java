package org.nnc.compiler.ir;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A scalar expression over the indices of one equation: a constant, a size, an index as a value, a read of a tensor, a
 * primitive applied, or a cell of what an extern function gives.
 *
 * <p>Immutable and compared by value; hash codes are computed once, so that expressions can be hash-consed. There are no
 * binders inside an expression: a reduction is an equation of its own.
 */
public abstract sealed class Expr {
    private final Type type;
    private final int hash;

    private Expr(Type type, int hash) {
        this.type = type;
        this.hash = hash;
    }

    public final Type type() {
        return type;
    }

    /** The one place where a variant is told from another: a new one breaks every caller at compile time. */
    public final <R> R match(
            Function<Const, R> onConst,
            Function<Size, R> onSize,
            Function<Position, R> onPosition,
            Function<Read, R> onRead,
            Function<Apply, R> onApply,
            Function<Call, R> onCall) {
        if (this instanceof Const c) return onConst.apply(c);
        if (this instanceof Size s) return onSize.apply(s);
        if (this instanceof Position p) return onPosition.apply(p);
        if (this instanceof Read r) return onRead.apply(r);
        return this instanceof Apply a ? onApply.apply(a) : onCall.apply((Call) this);
    }

    @Override
    public final int hashCode() {
        return hash;
    }

    /** Roughly in the notation of the language; for messages and debugging. */
    @Override
    public final String toString() {
        return match(
                c -> c.type() == Type.BOOL
                        ? Boolean.toString(c.value != 0)
                        : c.type() == Type.INT ? Long.toString((long) c.value) : Double.toString(c.value),
                s -> "(" + s.dim + ")",
                p -> p.index.name(),
                r -> r.tensor.name()
                        + (r.at.isEmpty()
                                ? ""
                                : r.at.toString().replaceFirst("\\]$", "")
                                        + r.otherwise.map(e -> " | " + e).orElse("") + "]"),
                a -> a.op.name().toLowerCase(java.util.Locale.ROOT)
                        + a.args.toString().replace('[', '(').replace(']', ')'),
                x -> x.key() + "#" + x.result);
    }

    /** A literal. A bool is 1 or 0; an int is exact. */
    public static final class Const extends Expr {
        private final double value;

        private Const(Type type, double value) {
            super(type, Objects.hash(type, value));
            this.value = value;
        }

        public double value() {
            return value;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Const c
                    && c.type() == type()
                    && Double.doubleToLongBits(c.value) == Double.doubleToLongBits(value);
        }
    }

    /** A dim used as a number. */
    public static final class Size extends Expr {
        private final Dim dim;

        private Size(Dim dim) {
            super(Type.INT, dim.hashCode());
            this.dim = dim;
        }

        public Dim dim() {
            return dim;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Size s && s.dim.equals(dim);
        }
    }

    /** An index used as a number. */
    public static final class Position extends Expr {
        private final Index index;

        private Position(Index index) {
            super(Type.INT, index.hashCode());
            this.index = index;
        }

        public Index index() {
            return index;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Position p && p.index.equals(index);
        }
    }

    /**
     * {@code tensor[at | otherwise]}. Without a default every access is in bounds: proved, or checked before the program
     * runs. With one, the default is evaluated only where some position is outside.
     */
    public static final class Read extends Expr {
        private final Tensor tensor;
        private final List<Expr> at;
        private final Optional<Expr> otherwise;

        private Read(Tensor tensor, List<Expr> at, Optional<Expr> otherwise) {
            super(tensor.type(), Objects.hash(tensor.name(), at, otherwise));
            if (at.size() != tensor.rank()) {
                throw new IllegalArgumentException(tensor + " read with " + at.size() + " positions");
            }
            this.tensor = tensor;
            this.at = List.copyOf(at);
            this.otherwise = otherwise;
        }

        public Tensor tensor() {
            return tensor;
        }

        public List<Expr> at() {
            return at;
        }

        public Optional<Expr> otherwise() {
            return otherwise;
        }

        @Override
        public boolean equals(Object o) {
            return o == this
                    || o instanceof Read r
                            && r.hashCode() == hashCode()
                            && r.tensor.equals(tensor)
                            && r.at.equals(at)
                            && r.otherwise.equals(otherwise);
        }
    }

    /** A primitive of the operator table applied to as many arguments as it takes. */
    public static final class Apply extends Expr {
        private final Primitive op;
        private final List<Expr> args;

        private Apply(Primitive op, List<Expr> args) {
            super(op.type(args.stream().map(Expr::type).toList()), Objects.hash(op, args));
            this.op = op;
            this.args = List.copyOf(args);
        }

        public Primitive op() {
            return op;
        }

        public List<Expr> args() {
            return args;
        }

        public Expr arg(int i) {
            return args.get(i);
        }

        @Override
        public boolean equals(Object o) {
            return o == this || o instanceof Apply a && a.hashCode() == hashCode() && a.op == op && a.args.equals(args);
        }
    }

    /**
     * The cell of one result of an extern function, at the left-hand indices of its equation. The function sees whole
     * tensors: each argument is read at binders of its own, in order.
     */
    public static final class Call extends Expr {
        private final Extern extern;
        private final boolean isVjp;
        private final int result;
        private final List<Dim> dims;
        private final List<Read> args;

        private Call(Extern extern, boolean isVjp, int result, List<Dim> dims, List<Read> args) {
            super(Type.REAL, Objects.hash(extern, isVjp, result, dims, args));
            this.extern = extern;
            this.isVjp = isVjp;
            this.result = result;
            this.dims = List.copyOf(dims);
            this.args = List.copyOf(args);
        }

        public Extern extern() {
            return extern;
        }

        /** Whether it is the reverse derivative: over arguments, results and their cotangents. */
        public boolean isVjp() {
            return isVjp;
        }

        public int result() {
            return result;
        }

        /** The sizes that the Java method is given. */
        public List<Dim> dims() {
            return dims;
        }

        public List<Read> args() {
            return args;
        }

        /** The same for all results of one call. */
        public String key() {
            return extern.notation(isVjp)
                    + dims
                    + args.stream().map(r -> r.tensor.name()).toList();
        }

        /** Arguments stay whole tensors: a part that would become anything else is left as it is. */
        private Call mapped(Function<Expr, Expr> f) {
            List<Read> mapped = new java.util.ArrayList<>();
            for (Read r : args) {
                List<Expr> at = r.at.stream().map(f).toList();
                boolean isWhole = f.apply(r) instanceof Read m && m.otherwise.isEmpty() && m.at.equals(at);
                mapped.add(new Read(isWhole ? ((Read) f.apply(r)).tensor : r.tensor, at, Optional.empty()));
            }
            return mapped.equals(args) ? this : new Call(extern, isVjp, result, dims, mapped);
        }

        @Override
        public boolean equals(Object o) {
            return o == this
                    || o instanceof Call x
                            && x.hashCode() == hashCode()
                            && x.extern.equals(extern)
                            && x.isVjp == isVjp
                            && x.result == result
                            && x.dims.equals(dims)
                            && x.args.equals(args);
        }
    }

    // ---- making expressions ------------------------------------------------------------------------------------

    public static final Expr TRUE = new Const(Type.BOOL, 1);
    public static final Expr FALSE = new Const(Type.BOOL, 0);

    /** An int literal. */
    public static Expr constant(long value) {
        return new Const(Type.INT, value);
    }

    /** A real literal. */
    public static Expr real(double value) {
        return new Const(Type.REAL, value);
    }

    public static Expr bool(boolean value) {
        return value ? TRUE : FALSE;
    }

    public static Expr of(Type type, double value) {
        // An int has one zero.
        return new Const(type, type == Type.INT ? value + 0.0 : value);
    }

    /** A size as a number; a constant where the size is one. */
    public static Expr size(Dim dim) {
        return dim.isConstant() ? constant(dim.constant().getAsLong()) : new Size(dim);
    }

    public static Expr position(Index index) {
        return new Position(index);
    }

    public static Read read(Tensor tensor, List<? extends Expr> at) {
        return new Read(tensor, List.copyOf(at), Optional.empty());
    }

    public static Read read(Tensor tensor, List<? extends Expr> at, Optional<Expr> otherwise) {
        return new Read(tensor, List.copyOf(at), otherwise);
    }

    /** The application as it stands, nothing simplified; {@link Build} has the constructors that simplify. */
    public static Expr apply(Primitive op, Expr... args) {
        return new Apply(op, List.of(args));
    }

    public static Expr apply(Primitive op, List<Expr> args) {
        return new Apply(op, args);
    }

    public static Call call(Extern extern, boolean isVjp, int result, List<Dim> dims, List<Read> args) {
        return new Call(extern, isVjp, result, dims, args);
    }

    // ---- questions asked everywhere ----------------------------------------------------------------------------

    public boolean isConst() {
        return this instanceof Const;
    }

    /** Whether this is the literal {@code value}, whatever its type. */
    public boolean isConst(double value) {
        return this instanceof Const c && c.value == value;
    }

    public boolean is(Primitive op) {
        return this instanceof Apply a && a.op == op;
    }

    /** The immediate parts: positions and default of a read, arguments of an application. */
    public List<Expr> children() {
        return match(
                c -> List.of(), s -> List.of(), p -> List.of(), Expr::parts, Apply::args, x -> List.copyOf(x.args));
    }

    private static List<Expr> parts(Read r) {
        if (r.otherwise.isEmpty()) return r.at;
        java.util.ArrayList<Expr> parts = new java.util.ArrayList<>(r.at);
        parts.add(r.otherwise.get());
        return parts;
    }

    /** This expression with its immediate parts replaced by {@code f} of them; itself where nothing changed. */
    public Expr mapChildren(Function<Expr, Expr> f) {
        return match(
                c -> c,
                s -> s,
                p -> p,
                r -> mapped(r, f),
                a -> {
                    List<Expr> args = mapAll(a.args, f);
                    return args == a.args ? a : Build.apply(a.op, args);
                },
                x -> x.mapped(f));
    }

    private static Expr mapped(Read r, Function<Expr, Expr> f) {
        List<Expr> at = mapAll(r.at, f);
        Optional<Expr> otherwise = r.otherwise.map(f);
        return at == r.at && otherwise.equals(r.otherwise) ? r : new Read(r.tensor, at, otherwise);
    }

    private static List<Expr> mapAll(List<Expr> list, Function<Expr, Expr> f) {
        java.util.ArrayList<Expr> mapped = new java.util.ArrayList<>(list.size());
        boolean same = true;
        for (Expr e : list) {
            Expr m = f.apply(e);
            same &= m == e;
            mapped.add(m);
        }
        return same ? list : mapped;
    }

    /** This expression with indices replaced by int expressions. */
    public Expr substitute(java.util.Map<Index, Expr> values) {
        if (values.isEmpty()) return this;
        if (this instanceof Position p) return values.getOrDefault(p.index, this);
        return mapChildren(e -> e.substitute(values));
    }

    /** Calls {@code visit} on this expression and all below it, outermost first. */
    public void forEach(java.util.function.Consumer<Expr> visit) {
        visit.accept(this);
        for (Expr e : children()) e.forEach(visit);
    }

    /** Whether some part of this expression satisfies the condition. */
    public boolean any(java.util.function.Predicate<Expr> condition) {
        if (condition.test(this)) return true;
        for (Expr e : children()) if (e.any(condition)) return true;
        return false;
    }

    public boolean mentions(Index index) {
        return any(e -> e instanceof Position p && p.index.equals(index));
    }

    public boolean reads(Tensor tensor) {
        return any(e -> e instanceof Read r && r.tensor.name().equals(tensor.name()));
    }
}
