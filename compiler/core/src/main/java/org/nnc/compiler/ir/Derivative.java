package org.nnc.compiler.ir;

import java.util.List;

/**
 * What a {@code derive} statement beside the gradient became: equations of the program, and how a class gives them out.
 *
 * @param method the name of the method, made of kind and tensor: {@code jvpZ}, {@code hessianL}
 * @param arguments inputs of the program that this method takes: directions
 * @param results what it computes, in order; one is returned, several are given out one by one
 * @param doc what the method computes, with shapes and layout
 * @param how how it is computed, with the costs that were compared; empty where there was no choice
 * @param into whether the caller hands in the array that takes the only result
 */
public record Derivative(
        String method, List<String> arguments, List<Result> results, String doc, String how, boolean into) {
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

    /** One whose results are the instance's own. */
    public Derivative(String method, List<String> arguments, List<Result> results, String doc, String how) {
        this(method, arguments, results, doc, how, false);
    }

    public Derivative with(String how) {
        return new Derivative(method, arguments, results, doc, how, into);
    }

    /** The names of the tensors that hold the results. */
    public List<String> tensors() {
        return results.stream().map(Result::tensor).toList();
    }
}
