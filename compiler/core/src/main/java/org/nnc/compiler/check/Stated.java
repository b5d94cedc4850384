package org.nnc.compiler.check;

import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Precision;

/**
 * A precision that the text states of something that a class computes with: the class must be made for that one.
 *
 * @param span the word {@code float} or {@code double} with its shape
 * @param name what is declared so
 */
record Stated(Span span, String name, Precision precision) {}
