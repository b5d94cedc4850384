/**
 * From text to the syntax tree and back: {@link org.nnc.compiler.syntax.Parse}, {@link org.nnc.compiler.syntax.Print}
 * and {@link org.nnc.compiler.syntax.Format} around {@link org.nnc.compiler.syntax.Tree}. The only room that knows
 * ANTLR; it never resolves a name, never looks at a shape, and never throws because of what a text says.
 */
package org.nnc.compiler.syntax;
