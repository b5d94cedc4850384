/**
 * The kernels of the runtime on the Vector API.
 *
 * <p>One vector species per element type, one loop per tile method, at most sixteen accumulators: what HotSpot 17 and 25 keep
 * in registers. Never here: anything that knows a layer or a generated class.
 */
package org.nnc.runtime.vector;
