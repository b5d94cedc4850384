/**
 * Plans as Java source text: the class that a user calls.
 *
 * <p>The only room that knows JavaPoet, and the only one that escapes text. Never here: any decision about order,
 * loops or memory.
 */
package org.nnc.compiler.emit;
