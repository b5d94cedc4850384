/** Tests of emitted classes: compiled in memory, run, and compared with the interpreter. */
package org.nnc.compiler.emit;
