/**
 * Program to program, the same function by other equations: stable forms, algebra, shared and dead equations.
 *
 * <p>What changes the behaviour at NaN and infinities is marked and left out by {@code --strict}. Never here: a derivative,
 * a loop order.
 */
package org.nnc.compiler.simplify;
