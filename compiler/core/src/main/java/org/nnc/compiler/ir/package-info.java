/**
 * What a model means: programs of equations over tensors, the operator table, sizes and affine index maps, and the order in
 * which equations run.
 *
 * <p>Everything here is immutable but {@link org.nnc.compiler.ir.Names}. Never here: anything of the text (syntax,
 * diagnostics), any pass, any Java.
 */
package org.nnc.compiler.ir;
