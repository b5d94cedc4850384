/**
 * The annotation processor of {@link org.nnc.Model}: a class for each model of an annotated type, in its package.
 *
 * <p>Holds what faces javac and other Java compilers: annotations, the filer, messages. It reads the declaration that is
 * annotated and, for {@code file = ..}, that file; it keeps nothing between compilations and never throws. Must never
 * hold anything about the meaning of a model, nor need more of the host than {@code javax.annotation.processing}.
 */
package org.nnc.tool.processor;
