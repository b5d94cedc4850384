/**
 * Training a generated class on data files: binding data to inputs, mini-batches, the optimiser's loop, the report.
 *
 * <p>Holds what {@code nnc train} does, without its command line. Must never hold file formats (those are in {@code data})
 * or knowledge of how models are compiled.
 */
package org.nnc.tool.train;
