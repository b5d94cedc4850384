package org.nnc.compiler.ir;

import java.util.List;
import java.util.Optional;

/**
 * A function that is static Java over flat arrays.
 *
 * @param name in the language, and of the Java method
 * @param owner the Java class with both methods
 * @param vjp the Java method of its reverse derivative, where it has one
 * @param text the declaration as it is printed
 * @param arguments the types of its arguments, scalars and tensors
 * @param results how many tensors it gives, all real
 */
public record Extern(String name, String owner, Optional<String> vjp, String text, List<Type> arguments, int results) {
    public Extern {
        arguments = List.copyOf(arguments);
    }

    /** The Java method behind a call. */
    public String method(boolean isVjp) {
        return isVjp ? vjp.orElseThrow() : name;
    }

    /** How a call is named in the language: {@code f}, or {@code f.vjp}. */
    public String notation(boolean isVjp) {
        return isVjp ? name + ".vjp" : name;
    }
}
