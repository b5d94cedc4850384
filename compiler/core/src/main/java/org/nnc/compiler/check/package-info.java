/**
 * From the syntax tree to programs: names, imports and the library; sizes, ranges and types; layers expanded, sugar written
 * out, one reduction an equation.
 *
 * <p>{@link org.nnc.compiler.check.Check} is the entry. Whatever is wrong with a user's file becomes a diagnostic here and
 * nowhere later. Never here: derivatives, algebra, any order of execution beyond its legality.
 */
package org.nnc.compiler.check;
