/**
 * Faults planted into the compiler's own sources, each of which some test of the ordinary build must notice.
 */
package org.nnc.compiler.faults;
