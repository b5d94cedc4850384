package org.nnc.compiler.emit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.ir.Derivative;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.schedule.Schedule;

/** A model as the source text of a Java class. */
public final class Emit {
    /** The version that the header names. */
    public static final String VERSION = "0.1.0";

    private Emit() {}

    /** The simple name of the class for a model. */
    public static String className(String model) {
        return JavaNames.className(model);
    }

    /** Whether text may be a Java package: identifiers with dots between them, or empty. */
    public static boolean isPackageName(String text) {
        try {
            JavaNames.requirePackage(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The whole source file. The same program and options give the same text.
     *
     * @param primal the simplified model
     * @param gradient the model with its adjoints, where there is something to differentiate
     */
    public static String java(Program primal, Optional<Gradient> gradient, EmitOptions options) {
        return java(plan(primal, gradient), options);
    }

    /** The plan behind the class, as {@code --emit plan} shows it. */
    public static Plan plan(Program primal, Optional<Gradient> gradient) {
        return plan(primal, gradient, List.of());
    }

    /** @param derivatives what the class gives out beside values and gradient */
    public static Plan plan(Program primal, Optional<Gradient> gradient, List<Derivative> derivatives) {
        if (gradient.isEmpty()) return Schedule.of(primal, Map.of(), Map.of());
        Gradient g = gradient.get();
        return Schedule.of(g.program(), g.adjoints(), g.cotangents(), derivatives);
    }

    /** The class of a plan. */
    public static String java(Plan plan, EmitOptions options) {
        return new ClassText(plan, Optional.empty(), options).java();
    }

    /** The class of a model whose training forward differs: the plans of both. */
    public static String java(Plan evaluation, Plan training, EmitOptions options) {
        return new ClassText(evaluation, Optional.of(training), options).java();
    }
}
