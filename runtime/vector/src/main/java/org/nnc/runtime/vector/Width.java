package org.nnc.runtime.vector;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * How wide vectors are: as Java prefers, or as the property {@code nnc.vector.bits} says (128, 256 or 512; anything else is
 * ignored), so that every width can be tested where the widest is at home. There is one width for all: where vectors of two widths meet, Java 17 leaves them on
 * the heap.
 */
final class Width {
    private static final int PREFERRED = VectorShape.preferredShape().vectorBitSize();

    private static final VectorShape SHAPE = shape(Integer.getInteger("nnc.vector.bits", PREFERRED));

    static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, SHAPE);

    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SHAPE);

    static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, SHAPE);

    /** Whether there are 32 registers: with vectors of 512 bits they come for shorter ones, too. */
    static final boolean MANY = Math.max(PREFERRED, SHAPE.vectorBitSize()) >= 512;

    private Width() {}

    private static VectorShape shape(int bits) {
        boolean isOther = bits != PREFERRED && (bits == 128 || bits == 256 || bits == 512);
        return isOther ? VectorShape.forBitSize(bits) : VectorShape.preferredShape();
    }
}
