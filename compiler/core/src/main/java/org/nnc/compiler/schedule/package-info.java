/**
 * How a program runs: loop nests with their order, what is fused, accumulated in place or left to a contraction kernel,
 * and which memory each tensor has.
 *
 * <p>Reads index sets and access maps, never names. Never here: anything of Java's notation, any change of what a
 * program computes.
 */
package org.nnc.compiler.schedule;
