package org.nnc.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * One statement of a plan. Expressions are those of the program; a local variable is a scalar tensor whose name begins
 * with {@link Local#MARK}, which no tensor of a program has.
 */
public sealed interface Code {
    /**
     * A loop over {@code lo <= index < hi}.
     *
     * @param down from the last value to the first
     */
    record For(Index index, Expr lo, Expr hi, boolean down, List<Code> body) implements Code {
        public For {
            body = List.copyOf(body);
        }

        /** The same loop around another body. */
        public For with(List<Code> body) {
            return new For(index, lo, hi, down, body);
        }
    }

    /** A branch. */
    record If(Expr condition, List<Code> then, List<Code> otherwise) implements Code {
        public If {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /** Declares a local variable; one that is not mutable is never {@link Set}. */
    record Local(Tensor tensor, Expr value, boolean mutable) implements Code {
        /** The first character of the names of local variables. */
        public static final String MARK = "%";
    }

    /** Assigns a local variable, or adds to it. */
    record Set(Tensor local, Expr value, boolean add) implements Code {}

    /** Writes one cell of a tensor, or adds to it. */
    record Store(Tensor target, List<Expr> at, Expr value, boolean add) implements Code {
        public Store {
            at = List.copyOf(at);
        }
    }

    /** A matrix inside a tensor: element (i,j) stands {@code i*row + j*column} elements behind the cell {@code at}. */
    record Matrix(Tensor tensor, List<Expr> at, Dim row, Dim column) {
        public Matrix {
            at = List.copyOf(at);
        }
    }

    /**
     * {@code C[m,n] = sum(k) A[m,k]*B[k,n]}, or {@code +=} where {@code accumulate} holds, by the runtime's kernel.
     *
     * @param start what every row of C starts from, if that is not nothing or C; without taps
     * @param taps where the parts of B begin, if they are not a step apart
     * @param apart an index of a loop around, for each value of which other cells of C are written
     */
    record Gemm(
            Dim m,
            Dim n,
            Dim k,
            Matrix a,
            Matrix b,
            Matrix c,
            Expr accumulate,
            Optional<Matrix> start,
            Optional<Taps> taps,
            Optional<Index> apart)
            implements Code {
        public Gemm(Dim m, Dim n, Dim k, Matrix a, Matrix b, Matrix c, Expr accumulate) {
            this(m, n, k, a, b, c, accumulate, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * Products of one shape, the first of them and how far it is to the next in each matrix, by the runtime's kernel: one factor
     * is the same in all.
     *
     * @param start how far it is to what the next one starts from; 0 if there is nothing
     */
    record Beside(Expr count, Gemm first, Dim a, Dim b, Dim start, Dim c) implements Code {}

    /**
     * A table of places in B, such as the taps of a convolution: of its rows, whose elements are then adjacent; or, with blocks,
     * of its columns, which are then so many stretches of k adjacent elements, like the rows of A, each a {@code column} behind
     * the one before in A, a {@code row} in B.
     *
     * @param blocks how many stretches the sum goes along; none for a table of rows
     */
    record Taps(Tensor table, Optional<Dim> blocks) {}

    /**
     * {@code y[i,j] = max(p) x[i, j*column + table[p]]} for m rows of n, and in {@code place}, unless nobody asks, the first p with
     * that value, by the runtime's kernel: the columns of the two results are adjacent, their rows as far apart.
     */
    record Greatest(Dim m, Dim n, Matrix x, Tensor table, Matrix y, Optional<Matrix> place) implements Code {}

    /**
     * {@code y[i, j + table[place[i,j]]] = x[i,j]} for m rows of n, 0 at the other points of the table, or {@code += x[i,j]} with
     * {@code add}, by the runtime's kernel: the columns of all are adjacent, the rows of x and the places as far apart.
     */
    record Spread(Dim m, Dim n, Matrix x, Matrix place, Tensor table, Matrix y, boolean add) implements Code {}

    /** Adds n neighbours of a flat array, from this cell on, to a local variable, by the runtime's kernel. */
    record Total(Tensor local, Expr n, Expr.Read x) implements Code {}

    /** {@code y = if x > 0 then d else 0} for n neighbours, each from these cells on, by the runtime's kernel. */
    record Gate(Expr n, Expr.Read x, Expr.Read d, Expr.Read y) implements Code {}

    /** {@code y[j*yRow + i] = x[i*xRow + j]} for m rows of n, from these cells on, by the runtime's kernel. */
    record Turned(Expr m, Expr n, Expr.Read x, Dim xRow, Expr.Read y, Dim yRow) implements Code {}

    /**
     * {@code y[yAt + i] = op(x[xAt + i])} for i in 0..n over flat tensors, by the runtime's kernel; STOP only copies. The op's twin goes to
     * {@code twin}, if that is there.
     */
    record Range(Primitive op, Expr n, Tensor x, Expr xAt, Tensor y, Expr yAt, Optional<Expr.Read> twin)
            implements Code {
        Range(Primitive op, Expr n, Tensor x, Expr xAt, Tensor y, Expr yAt) {
            this(op, n, x, xAt, y, yAt, Optional.empty());
        }
    }

    /** {@code y[yAt + j] += sum(i) x[xAt + i*row + j]} for m rows of n over flat tensors, by the runtime's kernel. */
    record Columns(Expr m, Expr n, Tensor x, Expr xAt, Dim row, Tensor y, Expr yAt) implements Code {}

    /** A static Java method over whole tensors: sizes, then arguments, then the results that it fills. */
    record Foreign(String owner, String method, List<Dim> dims, List<Tensor> arguments, List<Tensor> results)
            implements Code {
        public Foreign {
            dims = List.copyOf(dims);
            arguments = List.copyOf(arguments);
            results = List.copyOf(results);
        }
    }

    /** Calls {@code visit} on every statement, outermost first. */
    static void forEach(List<Code> code, Consumer<Code> visit) {
        for (Code c : code) {
            visit.accept(c);
            if (c instanceof For f) forEach(f.body, visit);
            if (c instanceof If i) {
                forEach(i.then, visit);
                forEach(i.otherwise, visit);
            }
        }
    }

    /** The statement, with those inside it, over other expressions, addresses and bounds too; calls stay as they are. */
    default Code map(UnaryOperator<Expr> by) {
        if (this instanceof For f) {
            List<Code> inside = f.body.stream().map(c -> c.map(by)).toList();
            return new For(f.index, by.apply(f.lo), by.apply(f.hi), f.down, inside);
        }
        if (this instanceof If i) {
            List<Code> then = i.then.stream().map(c -> c.map(by)).toList();
            return new If(
                    by.apply(i.condition),
                    then,
                    i.otherwise.stream().map(c -> c.map(by)).toList());
        }
        if (this instanceof Local l) return new Local(l.tensor, by.apply(l.value), l.mutable);
        if (this instanceof Set s) return new Set(s.local, by.apply(s.value), s.add);
        if (this instanceof Store s) {
            return new Store(s.target, s.at.stream().map(by).toList(), by.apply(s.value), s.add);
        }
        return this;
    }

    /** Whether this calls a method that runs over arrays. */
    default boolean isCall() {
        return !(this instanceof For
                || this instanceof If
                || this instanceof Local
                || this instanceof Set
                || this instanceof Store);
    }

    /** The names of the tensors and local variables that this statement itself writes; not those of an extern function. */
    default List<String> written() {
        if (this instanceof Local l) return List.of(l.tensor.name());
        if (this instanceof Set s) return List.of(s.local.name());
        if (this instanceof Store s) return List.of(s.target.name());
        if (this instanceof Gemm g) return List.of(g.c.tensor.name());
        if (this instanceof Beside g) return g.first.written();
        if (this instanceof Greatest g) {
            return g.place.map(p -> List.of(g.y.tensor.name(), p.tensor.name())).orElse(List.of(g.y.tensor.name()));
        }
        if (this instanceof Spread s) return List.of(s.y.tensor.name());
        if (this instanceof Total t) return List.of(t.local.name());
        if (this instanceof Gate g) return List.of(g.y.tensor().name());
        if (this instanceof Turned t) return List.of(t.y.tensor().name());
        if (this instanceof Range r) {
            return r.twin.map(t -> List.of(r.y.name(), t.tensor().name())).orElse(List.of(r.y.name()));
        }
        return this instanceof Columns s ? List.of(s.y.name()) : List.of();
    }

    /** The expressions that stand in this statement itself, not in the statements inside it. */
    default List<Expr> expressions() {
        List<Expr> all = new ArrayList<>();
        if (this instanceof For f) {
            all.add(f.lo);
            all.add(f.hi);
        } else if (this instanceof If i) {
            all.add(i.condition);
        } else if (this instanceof Local l) {
            all.add(l.value);
        } else if (this instanceof Set s) {
            all.add(s.value);
        } else if (this instanceof Store s) {
            all.addAll(s.at);
            all.add(s.value);
        } else if (this instanceof Gemm g) {
            all.addAll(g.a.at);
            all.addAll(g.b.at);
            all.addAll(g.c.at);
            all.add(g.accumulate);
            g.start.ifPresent(s -> all.addAll(s.at));
            g.start.ifPresent(s -> all.add(first(s.tensor)));
            g.taps.ifPresent(t -> all.add(first(t.table)));
        } else if (this instanceof Beside g) {
            all.addAll(g.first.expressions());
            all.addAll(List.of(g.count, Expr.size(g.a), Expr.size(g.b), Expr.size(g.start), Expr.size(g.c)));
        } else if (this instanceof Greatest g) {
            all.addAll(g.x.at);
            all.addAll(g.y.at);
            g.place.ifPresent(p -> all.addAll(p.at));
            g.place.ifPresent(p -> all.add(first(p.tensor)));
            for (Tensor t : List.of(g.x.tensor, g.table, g.y.tensor)) all.add(first(t));
        } else if (this instanceof Spread s) {
            all.addAll(s.x.at);
            all.addAll(s.place.at);
            all.addAll(s.y.at);
            for (Tensor t : List.of(s.x.tensor, s.place.tensor, s.table, s.y.tensor)) all.add(first(t));
        } else if (this instanceof Total t) {
            all.addAll(List.of(t.n, t.x));
        } else if (this instanceof Gate g) {
            all.addAll(List.of(g.n, g.x, g.d, g.y));
        } else if (this instanceof Turned t) {
            all.addAll(List.of(t.m, t.n, t.x, Expr.size(t.xRow), t.y, Expr.size(t.yRow)));
        } else if (this instanceof Range r) {
            all.add(r.n);
            all.add(r.xAt);
            all.add(r.yAt);
            r.twin.ifPresent(t -> all.addAll(t.at()));
        } else if (this instanceof Columns s) {
            all.addAll(List.of(s.m, s.n, s.xAt, Expr.size(s.row), s.yAt));
        } else if (this instanceof Foreign f) {
            for (Tensor t : f.arguments) all.add(first(t));
            for (Tensor t : f.results) all.add(first(t));
        }
        return all;
    }

    /** The first character of the names of rows of scratch. */
    String ROW = "~";

    /** A row of scratch: flat, from 0. */
    static Tensor row(int number, int length) {
        return new Tensor(ROW + "row" + number, Type.REAL, List.of(Dim.of(length)));
    }

    /** A row of scratch that stands for a range of a tensor during one loop. */
    static Tensor copy(int number, int length) {
        return new Tensor(ROW + "copy%d".formatted(number), Type.REAL, List.of(Dim.of(length)));
    }

    /** A row of scratch between two parts of a loop. */
    static Tensor part(int number, int length) {
        return new Tensor(ROW + "part%d".formatted(number), Type.REAL, List.of(Dim.of(length)));
    }

    /** A row of scratch of one cell, for a number that a method gives. */
    static Tensor cell(String name) {
        return new Tensor(ROW + name + "_cell", Type.REAL, List.of(Dim.ONE));
    }

    /** Whether a tensor is a row of scratch. */
    static boolean isRow(Tensor t) {
        return t.name().startsWith(ROW);
    }

    private static Expr first(Tensor t) {
        return Expr.read(t, t.shape().stream().map(d -> Expr.constant(0)).toList());
    }

    /** Whether a tensor stands for a local variable. */
    static boolean isLocal(Tensor t) {
        return t.name().startsWith(Local.MARK);
    }
}
