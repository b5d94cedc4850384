/**
 * What the other rooms are held against: the reference interpreter of programs, the values that parameters start with, and
 * the comparison of adjoints with differences.
 *
 * <p>Everything is in double and follows the meaning of a program literally. Never here: anything of {@code schedule} or
 * {@code emit}, whose results this room judges, and any derivative.
 */
package org.nnc.compiler.verify;
