/**
 * The oracles, each independent of what it judges: brute evaluation, dual numbers, differences, random programs.
 */
package org.nnc.compiler.verify;
