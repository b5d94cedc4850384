/**
 * What the samples promise: the command of each README prints what stands there, the numbers are the lectures' or derived
 * by hand, and every gradient agrees with differences. Must never hold a sample itself: those are folders beside this one.
 */
package org.nnc.samples;
