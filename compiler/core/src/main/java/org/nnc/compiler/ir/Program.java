package org.nnc.compiler.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A whole model as equations: what every pass reads and writes.
 *
 * <p>The constructor rejects an ill-formed program, so the output of every pass is checked. The order of the equations is
 * free; {@link Order} finds one in which they can run.
 *
 * @param dims the declared dims, in order; those without a value are bound at run time
 * @param inputs in order of declaration
 * @param params in order of the text, frozen ones included
 * @param states in order of the text
 * @param tables constant tensors
 * @param outputs names of equation targets, in order
 * @param losses names of scalar equation targets, in order
 * @param checks what must hold of the run-time dims
 * @param ranges what must hold of the values of int tensors that equations compute
 */
public record Program(
        String name,
        String doc,
        List<Dimension> dims,
        List<Input> inputs,
        List<Param> params,
        List<State> states,
        List<Table> tables,
        List<Equation> equations,
        List<String> outputs,
        List<String> losses,
        List<Derive> derives,
        List<SizeCheck> checks,
        List<ValueRange> ranges) {

    /** The flag that is true in a training forward: a scalar that every program may read and none defines. */
    public static final Tensor TRAINING = new Tensor("training", Type.BOOL, List.of());

    /** A declared dim; constant where it has a value. */
    public record Dimension(String name, OptionalLong value) {}

    /**
     * An input.
     *
     * @param range bounds the values of an int input
     * @param stored how the caller's numbers are stored, where the text says so; else they are {@code real}
     */
    public record Input(Tensor tensor, Optional<Range> range, Optional<Precision> stored) {
        /** Stored as {@code real}. */
        public Input(Tensor tensor, Optional<Range> range) {
            this(tensor, range, Optional.empty());
        }
    }

    /** Half-open bounds of int values. */
    public record Range(Dim lo, Dim hi) {}

    /** A parameter of constant shape with its initialiser. */
    public record Param(Tensor tensor, Initialiser initialiser, boolean frozen) {}

    /** How a parameter starts: {@code uniform(a, b)}, {@code normal(a, b)}, {@code constant(a)}, or one without numbers. */
    public record Initialiser(Kind kind, double a, double b) {
        public enum Kind {
            ZEROS,
            ONES,
            CONSTANT,
            UNIFORM,
            NORMAL,
            HE,
            GLOROT,
            ORTHOGONAL
        }
    }

    /**
     * What a model carries from one training forward to the next; constant to every derivative.
     *
     * @param initial the value of every cell before the first step
     * @param next the tensor whose value the state takes at the end of a training forward; empty where it keeps its value
     */
    public record State(Tensor tensor, double initial, Optional<String> next) {}

    /** A constant tensor with its values, row-major. */
    public record Table(Tensor tensor, List<Double> values) {
        public Table {
            values = List.copyOf(values);
        }
    }

    /** {@code derive grad nll wrt params, x}. */
    public record Derive(String kind, String of, List<String> wrt) {
        public Derive {
            wrt = List.copyOf(wrt);
        }

        /** The kind that derives nothing: the steps of a recurrence are not all kept for backward. */
        public static final String CHECKPOINT = "checkpoint";

        /** The kind without the mode: {@code jacobian} of {@code jacobian_forward}. */
        public String base() {
            return kind.replaceFirst("_(forward|reverse)$", "");
        }
    }

    /**
     * {@code value >= 0} must hold once the run-time dims are bound; else the message is the error.
     *
     * @param forOutputs whether the outputs need it, not only a loss
     */
    public record SizeCheck(Dim value, String message, boolean forOutputs) {
        public SizeCheck(Dim value, String message) {
            this(value, message, true);
        }
    }

    /** Every cell of an int tensor that is computed and used as an index must lie in the range. */
    public record ValueRange(String tensor, Range range, String message) {}

    public Program {
        dims = List.copyOf(dims);
        inputs = List.copyOf(inputs);
        params = List.copyOf(params);
        states = List.copyOf(states);
        tables = List.copyOf(tables);
        equations = List.copyOf(equations);
        outputs = List.copyOf(outputs);
        losses = List.copyOf(losses);
        derives = List.copyOf(derives);
        checks = List.copyOf(checks);
        ranges = List.copyOf(ranges);
        Map<String, Tensor> known = new LinkedHashMap<>();
        for (Input i : inputs) declare(known, i.tensor);
        for (Param p : params) declare(known, p.tensor);
        for (State t : states) declare(known, t.tensor);
        for (Table t : tables) declare(known, t.tensor);
        for (Equation e : equations) declare(known, e.target());
        require(known.put(TRAINING.name(), TRAINING) == null, "training is the flag, not a tensor");
        for (State t : states) {
            require(
                    t.next.isEmpty()
                            || known.get(t.next.get()) != null
                                    && known.get(t.next.get()).shape().equals(t.tensor.shape()),
                    "the update of " + t.tensor + " has its shape");
            for (Dim d : t.tensor.shape()) require(d.isConstant(), t.tensor + ": a state's shape is constant");
        }
        for (Equation e : equations) {
            for (Tensor t : e.reads()) {
                require(
                        t.equals(known.get(t.name())),
                        t + " read by " + e.target().name() + " is not declared so");
            }
        }
        for (Param p : params) {
            for (Dim d : p.tensor.shape()) require(d.isConstant(), p.tensor + ": a parameter's shape is constant");
        }
        for (String n : outputs) require(known.containsKey(n), "output " + n + " is not defined");
        for (String n : losses) {
            require(known.containsKey(n) && known.get(n).rank() == 0, "loss " + n + " is not a scalar that is defined");
        }
    }

    private static void declare(Map<String, Tensor> known, Tensor t) {
        require(known.put(t.name(), t) == null, t.name() + " is defined twice");
    }

    private static void require(boolean condition, String what) {
        if (!condition) throw new IllegalArgumentException("ill-formed program: " + what);
    }

    /** Every tensor by name: inputs, params, states, tables, targets. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (Input i : inputs) all.put(i.tensor.name(), i.tensor);
        for (Param p : params) all.put(p.tensor.name(), p.tensor);
        for (State t : states) all.put(t.tensor.name(), t.tensor);
        for (Table t : tables) all.put(t.tensor.name(), t.tensor);
        for (Equation e : equations) all.put(e.target().name(), e.target());
        return Collections.unmodifiableMap(all);
    }

    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(tensors().get(name));
    }

    /** The equations by the name of their target. */
    public Map<String, Equation> definitions() {
        Map<String, Equation> all = new LinkedHashMap<>();
        for (Equation e : equations) all.put(e.target().name(), e);
        return Collections.unmodifiableMap(all);
    }

    /** This program with some equations replaced, by the name of their target, and some tensors gone. */
    public Program with(Map<String, Equation> replaced, Set<String> gone) {
        List<Equation> left = new ArrayList<>();
        for (Equation e : equations) {
            if (!gone.contains(e.target().name()))
                left.add(replaced.getOrDefault(e.target().name(), e));
        }
        return withEquations(left);
    }

    /** The names of what is read from outside: outputs, losses, next states. */
    public Set<String> results() {
        Set<String> all = new LinkedHashSet<>(outputs);
        all.addAll(losses);
        states.forEach(s -> s.next().ifPresent(all::add));
        return all;
    }

    /** The run-time dims, in order of declaration. */
    public List<String> runtimeDims() {
        return dims.stream().filter(d -> d.value.isEmpty()).map(Dimension::name).toList();
    }

    /** Whether some equation draws a random number. */
    public boolean draws() {
        boolean[] found = {false};
        for (Equation e : equations) e.forEach(x -> found[0] |= x instanceof Expr.Apply a && a.op().isDraw());
        return found[0];
    }

    /** Every name that a new tensor must not take. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(tensors().keySet());
        names.add(TRAINING.name());
        dims.forEach(d -> names.add(d.name));
        for (Equation e : equations) e.loops().forEach(l -> names.add(l.index().name()));
        return names;
    }

    /** A program without states. */
    public Program(
            String name,
            String doc,
            List<Dimension> dims,
            List<Input> inputs,
            List<Param> params,
            List<Table> tables,
            List<Equation> equations,
            List<String> outputs,
            List<String> losses,
            List<Derive> derives,
            List<SizeCheck> checks,
            List<ValueRange> ranges) {
        this(name, doc, dims, inputs, params, List.of(), tables, equations, outputs, losses, derives, checks, ranges);
    }

    public Program withStates(List<State> states) {
        return new Program(
                name, doc, dims, inputs, params, states, tables, equations, outputs, losses, derives, checks, ranges);
    }

    public Program withEquations(List<Equation> equations) {
        return new Program(
                name, doc, dims, inputs, params, states, tables, equations, outputs, losses, derives, checks, ranges);
    }

    public Program withOutputs(List<String> outputs, List<String> losses) {
        return new Program(
                name, doc, dims, inputs, params, states, tables, equations, outputs, losses, derives, checks, ranges);
    }

    public Program withInputs(List<Input> inputs) {
        return new Program(
                name, doc, dims, inputs, params, states, tables, equations, outputs, losses, derives, checks, ranges);
    }

    /** The same without {@code derive} statements. */
    public Program withoutDerives() {
        return new Program(
                name, doc, dims, inputs, params, states, tables, equations, outputs, losses, List.of(), checks, ranges);
    }

    public Program withInputsAndEquations(List<Input> inputs, List<Equation> equations) {
        return new Program(
                name, doc, dims, inputs, params, states, tables, equations, outputs, losses, derives, checks, ranges);
    }

    /** The parameters as they lie in the flat array: trainable ones first, frozen ones after, each in order of the text. */
    public List<Param> paramsInMemory() {
        List<Param> sorted = new ArrayList<>();
        for (Param p : params) if (!p.frozen) sorted.add(p);
        for (Param p : params) if (p.frozen) sorted.add(p);
        return sorted;
    }

    /** One line an equation. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("program " + name + "\n");
        inputs.forEach(i -> text.append("  input ").append(i.tensor).append('\n'));
        params.forEach(p -> text.append("  param ").append(p.tensor).append('\n'));
        equations.forEach(e -> text.append("  ").append(e).append('\n'));
        return text.append("  outputs ")
                .append(outputs)
                .append(" losses ")
                .append(losses)
                .toString();
    }
}
