package org.nnc.compiler.verify;

/** Runs the static Java methods behind extern functions. */
@FunctionalInterface
public interface Foreign {
    /**
     * @param owner the class by its full name
     * @param arguments in order: ints and doubles, arrays of double, int or boolean; the last ones are filled
     */
    void call(String owner, String method, Object[] arguments);

    /** Where no class is known. */
    Foreign NONE = (owner, method, arguments) -> {
        throw new IllegalArgumentException(owner + "." + method + " is needed, the Java behind an extern function");
    };
}
