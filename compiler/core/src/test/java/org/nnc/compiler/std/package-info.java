/**
 * Tests of the standard library: every item against an independent computation, differences, and its emitted classes. One
 * class per family lists items as data; how to check an item stands in {@link Trial}. Never holds a test of one layer only.
 */
package org.nnc.compiler.std;
