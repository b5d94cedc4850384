/**
 * What generated classes and their users need at run time: models, segments, optimisers, weights, kernels, functions.
 * It uses the Java 8 language and java.base only, and must never hold reflection, knowledge of the compiler or a
 * derivative of a layer.
 */
package org.nnc.runtime;
