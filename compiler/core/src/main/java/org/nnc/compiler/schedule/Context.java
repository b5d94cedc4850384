package org.nnc.compiler.schedule;

import java.util.Map;
import java.util.Set;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Names;
import org.nnc.compiler.ir.Program;

/**
 * What every part of a schedule needs to know of its program.
 *
 * @param ranges the bounds of the values of int tensors, by name
 * @param extents sizes that are never negative
 * @param locals makes local variables and loop indices
 * @param names makes names of further tensors
 * @param lanes the tensors whose examples lie next to each other
 */
record Context(Map<String, Program.Range> ranges, Set<Dim> extents, Locals locals, Names names, Lanes.Moved lanes) {
    /** The same for a look ahead that leaves no trace. */
    Context trial() {
        return new Context(ranges, extents, new Locals(), new Names(Set.of()), lanes);
    }
}
