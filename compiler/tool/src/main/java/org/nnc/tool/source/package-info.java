/**
 * Model files as the outside hands them over: bytes to text, {@code use acme.layers} to a file, a diagnostic on one line.
 *
 * <p>Holds what the command, the annotation processor and the Maven goal share about input. Must never hold anything of
 * one of them, nor anything about the meaning of a model.
 */
package org.nnc.tool.source;
