package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.List;

/**
 * The stream of random numbers in a generated class: the seed, the number of training forwards so far, and the one that the
 * last forward drew with, which a backward draws with again.
 *
 * @param inEvaluation whether the class itself draws
 * @param inTraining whether its nested class does
 * @param isNested whether this is the nested class, which is told seed and step
 */
record RandomStream(boolean inEvaluation, boolean inTraining, boolean isNested) {
    private boolean counts() {
        return !isNested && (inEvaluation || inTraining);
    }

    /** The names of the fields, each a long. */
    List<String> fields() {
        List<String> fields = new ArrayList<>();
        if (inEvaluation || inTraining) fields.add("seed");
        if (counts()) fields.add("steps");
        if (inEvaluation) fields.add("step");
        return fields;
    }

    /** The body of {@code seed(long)}: what was drawn before is gone. */
    String seeding(boolean hasBackward) {
        return counts() ? "this.seed = seed;\nsteps = 0;\n" + (hasBackward ? "ready = false;\n" : "") : "";
    }

    /** Before a forward in evaluation. */
    String evaluating() {
        return inEvaluation && !isNested ? "step = steps;\n" : "";
    }

    /** Before a training forward. */
    String training() {
        return inTraining ? "training.seed = seed;\ntraining.step = steps;\n" : "";
    }

    /** After a training forward. */
    String trained() {
        return counts() ? "steps++;\n" : "";
    }
}
