package org.nnc.compiler.ir;

import java.util.Optional;

/**
 * A derivative that an equation of the model itself reads: {@code grad(L, x)} or {@code jvp(y, x, v)}. Until it is written
 * out, its tensor is an input of the program.
 *
 * @param target what holds the derivative
 * @param of the tensor that is differentiated
 * @param wrt the tensor that varies: an input, a parameter, or one in between
 * @param direction of a {@code jvp}
 */
public record Inner(Tensor target, String of, String wrt, Optional<String> direction) {}
