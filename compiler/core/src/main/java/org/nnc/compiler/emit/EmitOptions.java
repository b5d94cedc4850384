package org.nnc.compiler.emit;

import java.util.function.Function;
import org.nnc.compiler.ir.Equation;

/**
 * How a class is to be emitted.
 *
 * @param realIsDouble whether real numbers are doubles, else floats
 * @param packageName the package, empty for the unnamed one
 * @param className the simple name of the class
 * @param describe an equation in the notation of the language, for the comment before its loops
 */
public record EmitOptions(
        boolean realIsDouble, String packageName, String className, Function<Equation, String> describe) {
    public EmitOptions {
        JavaNames.requirePackage(packageName);
        if (!JavaNames.isClassName(className)) {
            throw new IllegalArgumentException("'" + Escape.comment(className) + "' is no Java class name");
        }
    }

    /** With equations as their toString gives them. */
    public EmitOptions(boolean realIsDouble, String packageName, String className) {
        this(realIsDouble, packageName, className, Equation::toString);
    }
}
