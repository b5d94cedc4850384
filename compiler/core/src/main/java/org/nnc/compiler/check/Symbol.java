package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Precision;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** A tensor while its shape and type are being found. */
final class Symbol implements Scope.Entry {
    enum Role {
        INPUT,
        PARAM,
        /** What a model carries from one training forward to the next. */
        STATE,
        TABLE,
        TARGET,
        /** A parameter whose {@code when} is false. */
        ABSENT
    }

    /** Unique in the program: {@code linear1.W}. */
    final String name;

    final Role role;
    private final Span span;
    /** Null until known. */
    Type type;
    /** Null until the rank is known; an entry is null until that size is known. */
    Dim[] shape;
    /** Names for the indices of its dimensions; may be shorter than the rank. */
    List<String> letters = List.of();
    /** Where values are known to lie. */
    Optional<Program.Range> range = Optional.empty();
    /** How an input's numbers are stored, where its declaration says so. */
    Optional<Precision> stored = Optional.empty();
    /** In error already: whatever needs it stays silent. */
    boolean poisoned;
    /** Whether some position of an access reads it. */
    boolean indexes;
    /** Whether its outermost operation rounds: such a real may be an index. */
    boolean rounded;
    /** Whether a type and shape were declared, as a layer's results are. */
    boolean declared;

    boolean used;

    /** Where the signature of a layer declares it. */
    Span formal;

    Symbol(String name, Role role, Span span) {
        this.name = name;
        this.role = role;
        this.span = span;
    }

    @Override
    public Span span() {
        return span;
    }

    Span declaredAt() {
        return formal == null ? span : formal;
    }

    boolean hasRank() {
        return shape != null;
    }

    int rank() {
        return shape.length;
    }

    boolean hasShape() {
        return shape != null && Arrays.stream(shape).allMatch(d -> d != null);
    }

    List<Dim> dims() {
        return new ArrayList<>(Arrays.asList(shape));
    }

    void shape(List<Dim> dims) {
        shape = dims.toArray(new Dim[0]);
    }

    Tensor tensor() {
        return new Tensor(name, type, Arrays.asList(shape));
    }

    /** {@code [B, 3]}; {@code ?} for what is not known. */
    String shapeText() {
        return text(dims());
    }

    static String text(List<Dim> dims) {
        if (dims.isEmpty()) return "a scalar";
        return dims.stream().map(d -> d == null ? "?" : d.toString()).collect(Collectors.joining(", ", "[", "]"));
    }
}
