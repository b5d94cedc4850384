package org.nnc.compiler.emit;

import java.util.function.Function;
import org.nnc.compiler.ir.Equation;

/**
 * How a class is to be emitted.
 *
 * @param realIsDouble whether real numbers are doubles, else floats
 * @param reproducible whether the same bits must result everywhere: other classes of the runtime, StrictMath
 * @param packageName the package, empty for the unnamed one
 * @param className the simple name of the class
 * @param describe an equation in the notation of the language, for the comment before its loops
 */
public record EmitOptions(
        boolean realIsDouble,
        boolean reproducible,
        String packageName,
        String className,
        Function<Equation, String> describe) {
    public EmitOptions {
        JavaNames.requirePackage(packageName);
        if (!JavaNames.isClassName(className)) {
            throw new IllegalArgumentException("'" + Escape.comment(className) + "' is no Java class name");
        }
    }

    /** Not reproducible. */
    public EmitOptions(
            boolean realIsDouble, String packageName, String className, Function<Equation, String> describe) {
        this(realIsDouble, false, packageName, className, describe);
    }

    /** With equations as their toString gives them. */
    public EmitOptions(boolean realIsDouble, String packageName, String className) {
        this(realIsDouble, false, packageName, className, Equation::toString);
    }
}
