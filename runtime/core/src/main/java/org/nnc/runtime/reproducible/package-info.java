/**
 * What classes compiled with {@code --reproducible} use instead of the classes of the same names in the package above: the
 * same bits on every virtual machine and processor, at the price of speed. No fused operation, no vector, StrictMath only.
 */
package org.nnc.runtime.reproducible;
