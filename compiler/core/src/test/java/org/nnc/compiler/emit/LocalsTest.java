package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.schedule.Locals;

/** Loop indices and local variables that the text of a plan needs are none of the plan's, whatever the count of either. */
class LocalsTest {
    private static final Index K = new Index("k");

    @Test
    void anIndexOfTheTextIsNoneOfThePlan() {
        assertNotEquals(new Locals().index(K), Locals.ofText().index(K));
        assertNotEquals(new Locals().local("at", Type.INT), Locals.ofText().local("at", Type.INT));
    }

    @Test
    void bothAreCalledWhatTheyAskedFor() {
        assertEquals("k", Locals.base(Locals.ofText().index(K).name()));
        assertEquals("k", Locals.base(new Locals().index(new Index("k#t3")).name()));
    }
}
