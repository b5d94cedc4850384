package org.nnc.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code derive} statement beside the gradient became: equations of the program, and how a class gives them out.
 *
 * @param method the name of the method, made of kind and tensor: {@code jvpZ}, {@code hessianL}
 * @param arguments inputs of the program that this method takes: directions
 * @param results what it computes, in order; one is returned, several are given out one by one
 * @param doc what the method computes, with shapes and layout
 * @param how how it is computed, with the costs that were compared; empty where there was no choice
 * @param into whether the caller hands in the array that takes the only result
 * @param ofLoss the loss of several whose gradient it is: the results, named by what they are adjoints of, then take the
 *     places of those of {@code backward}
 */
public record Derivative(
        String method,
        List<String> arguments,
        List<Result> results,
        String doc,
        String how,
        boolean into,
        Optional<String> ofLoss) {
    /**
     * A tensor that the method computes.
     *
     * @param suffix what tells the results of one method apart, a Java name
     * @param doc shape and layout
     */
    public record Result(String suffix, String tensor, String doc) {}

    public Derivative {
        arguments = List.copyOf(arguments);
        results = List.copyOf(results);
    }

    public Derivative(
            String method, List<String> arguments, List<Result> results, String doc, String how, boolean into) {
        this(method, arguments, results, doc, how, into, Optional.empty());
    }

    /** The gradient of one loss of several. */
    public static Derivative gradient(String loss, Map<String, String> adjoints) {
        List<Result> results = new ArrayList<>();
        adjoints.forEach((of, d) -> results.add(new Result(of, d, "")));
        String doc = "The gradient of " + loss + " at the arguments of the last forward; overwrites the one before.";
        return new Derivative(
                methodOfLoss("backward", loss), List.of(), results, doc, "reverse mode", false, Optional.of(loss));
    }

    /** {@code backwardNll} for the loss nll. */
    public static String methodOfLoss(String what, String loss) {
        String name = loss.replace('.', '_');
        return what + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** The same with the tensors of its results replaced. */
    public Derivative with(Map<String, String> tensors) {
        List<Result> moved = new ArrayList<>();
        for (Result r : results) moved.add(new Result(r.suffix, tensors.get(r.suffix), r.doc));
        return new Derivative(method, arguments, moved, doc, how, into, ofLoss);
    }

    /** One whose results are the instance's own. */
    public Derivative(String method, List<String> arguments, List<Result> results, String doc, String how) {
        this(method, arguments, results, doc, how, false);
    }

    public Derivative with(String how) {
        return new Derivative(method, arguments, results, doc, how, into, ofLoss);
    }

    /** The names of the tensors that hold the results. */
    public List<String> tensors() {
        return results.stream().map(Result::tensor).toList();
    }
}
