/** Tests of compiling in memory and of driving generated classes; {@code Digits} is written by hand to the contract. */
package org.nnc.tool;
