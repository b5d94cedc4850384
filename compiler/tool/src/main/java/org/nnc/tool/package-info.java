/**
 * Generated code at work: compiling it in memory, loading it, and driving it by reflection.
 *
 * <p>Holds what {@code nnc eval}, {@code check} and {@code train} share. Must never hold command-line handling, nor
 * anything about how a class came to be generated.
 */
package org.nnc.tool;
