/**
 * The compiler as a plain library: the list of its stages, which is read first, and a room for each below.
 *
 * <p>Holds no work of its own and does no I/O. Which room may know which is held by {@code ArchitectureTest}.
 */
package org.nnc.compiler;
