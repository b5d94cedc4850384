package org.nnc.runtime.reproducible;

import org.nnc.runtime.TapsContract;

/** The kernels that find parts of an operand by a table, in order. */
class OrderedTapsTest extends TapsContract {
    OrderedTapsTest() {
        super(new Ordered());
    }
}
