package org.nnc.compiler.schedule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.nnc.compiler.ir.Derivative;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/**
 * How one model runs: which statements, in which order, over which memory.
 *
 * @param program all equations that run
 * @param predict what the outputs need
 * @param loss what the losses need beyond that
 * @param backward what the adjoints need beyond that
 * @param places where every tensor lies that is stored
 * @param buffers the arrays of the workspace
 * @param adjoints by the name of an input that is asked for, the name of the tensor that holds its adjoint
 * @param cotangents by the name of an output, the name of the input that carries its cotangent
 * @param crossing the tensors that forward leaves for backward
 * @param derived what else runs after forward, each by itself
 * @param isBlockwise whether a recurrence runs in blocks, of which backward computes the steps again
 * @param shared the passes of which one is enough for the loss and its gradient together
 */
public record Plan(
        Program program,
        List<Block> predict,
        List<Block> loss,
        List<Block> backward,
        Map<String, Place> places,
        List<Buffer> buffers,
        Map<String, String> adjoints,
        Map<String, String> cotangents,
        Set<String> crossing,
        List<Derived> derived,
        boolean isBlockwise,
        Optional<Shared> shared) {

    /**
     * The blocks that are passes over the observations, where that of backward computes all of the loss's again.
     *
     * @param loss the place among the blocks of the loss
     * @param backward the place among the blocks of backward
     */
    public record Shared(int loss, int backward) {
        /** Empty where what stands up to backward's pass touches what stands behind the loss's. */
        static Optional<Shared> of(List<Block> loss, Pass forward, List<Block> backward, Pass back) {
            Shared s = new Shared(place(loss, forward), place(backward, back));
            Set<String> made = new LinkedHashSet<>();
            for (Block b : loss.subList(s.loss + 1, loss.size()))
                b.equations().forEach(e -> made.add(e.target().name()));
            boolean isApart = backward.subList(0, s.backward + 1).stream()
                    .flatMap(b -> Storage.touched(b).stream())
                    .noneMatch(t -> made.contains(t.name()));
            return isApart ? Optional.of(s) : Optional.empty();
        }

        private static int place(List<Block> blocks, Pass pass) {
            int i = 0;
            while (!pass.has(blocks.get(i).equations())) i++;
            return i;
        }
    }

    /** The statements of one further derivative. */
    public record Derived(Derivative derivative, List<Block> blocks) {}

    /**
     * Statements that run together, with the equations that they implement.
     *
     * @param added the equations among them whose value is added to what an earlier block left
     * @param alone the statements where nothing follows but outputs, if they are others
     */
    public record Block(List<Equation> equations, Set<String> added, List<Code> code, Optional<List<Code>> alone) {
        /** The same statements whatever follows. */
        public Block(List<Equation> equations, Set<String> added, List<Code> code) {
            this(equations, added, code, Optional.empty());
        }
    }

    /** Where the cells of a tensor are. */
    public sealed interface Place {}

    /** In the flat array of parameters. */
    public record InParameters(long offset) implements Place {}

    /** In the flat array of the gradient. */
    public record InGradient(long offset) implements Place {}

    /** In the flat array of states. */
    public record InState(long offset) implements Place {}

    /** An argument of the caller. */
    public record InArgument() implements Place {}

    /** A constant table. */
    public record InTable() implements Place {}

    /** A variable of its own: a tensor of rank 0. */
    public record InVariable() implements Place {}

    /** In the workspace. */
    public record InBuffer(Buffer buffer) implements Place {}

    /**
     * One array of the workspace.
     *
     * @param isResult the caller may ask for it
     */
    public record Buffer(String name, Type type, Dim size, boolean isResult) {}

    public boolean hasBackward() {
        return !backward.isEmpty() || !adjoints.isEmpty();
    }

    /** Whether something may be asked for after forward, so that forward's tensors must be whole. */
    public boolean hasSequel() {
        return hasBackward() || !derived.isEmpty();
    }

    /** The inputs that forward does not take: cotangents and directions. */
    public Set<String> late() {
        Set<String> late = new LinkedHashSet<>(cotangents.values());
        derived.forEach(d -> late.addAll(d.derivative().arguments()));
        return late;
    }

    /** All statements, in the order of the phases. */
    public List<Block> blocks() {
        List<Block> all = new java.util.ArrayList<>(predict);
        all.addAll(loss);
        all.addAll(backward);
        derived.forEach(d -> all.addAll(d.blocks));
        return all;
    }

    /** The bytes of the workspace, as a formula in the run-time dims. */
    public Dim workspace(boolean realIsDouble) {
        Dim bytes = Dim.ZERO;
        for (Buffer b : buffers) bytes = bytes.plus(b.size().times(bytes(b.type(), realIsDouble)));
        return bytes;
    }

    static int bytes(Type type, boolean realIsDouble) {
        return switch (type) {
            case REAL -> realIsDouble ? 8 : 4;
            case INT -> 4;
            case BOOL -> 1;
        };
    }

    /** The tensors of the program by name. */
    public Map<String, Tensor> tensors() {
        return program.tensors();
    }

    /** The plan for people to read: memory, what it costs, then the statements with their equations. */
    public String print(boolean realIsDouble) {
        return print(realIsDouble, Equation::toString);
    }

    /** @param describe an equation in the notation of the language */
    public String print(boolean realIsDouble, Function<Equation, String> describe) {
        return new PrintPlan(this, realIsDouble, describe).text();
    }
}
