/**
 * Cases of {@code nnc eval}: binding values to a program, choosing the derivative programs, running them, answering.
 *
 * <p>Holds the meaning of a case. Must never hold JSON (that is in {@code data}), files, or a derivative of its own.
 */
package org.nnc.tool.eval;
