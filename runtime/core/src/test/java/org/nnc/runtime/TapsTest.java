package org.nnc.runtime;

/** The plain kernels that find parts of an operand by a table. */
class TapsTest extends TapsContract {
    TapsTest() {
        super(new PlainKernels());
    }
}
