package org.nnc.runtime;

import java.util.Arrays;
import java.util.List;

/** Models for tests: W [2,3] and b [2] are trained, F [2] is frozen, s [] is state. */
final class Example {
    static final int TRAINABLE = 8;

    private Example() {}

    static List<Segment> segments() {
        return Arrays.asList(
                new Segment("lin.W", Segment.Kind.PARAMETER, 0, 2, 3),
                new Segment("lin.b", Segment.Kind.PARAMETER, 6, 2),
                new Segment("F", Segment.Kind.FROZEN, 8, 2),
                new Segment("s", Segment.Kind.STATE, 0));
    }

    static final class Floats implements FloatModel {
        final float[] parameters = new float[10];
        final float[] gradient = new float[TRAINABLE];
        final float[] state = new float[1];
        List<Segment> segments = Example.segments();

        Floats(float first) {
            for (int i = 0; i < 10; i++) {
                parameters[i] = first + i / 3f;
            }
            state[0] = -first;
        }

        @Override
        public float[] parameters() {
            return parameters;
        }

        @Override
        public float[] gradient() {
            return gradient;
        }

        @Override
        public float[] state() {
            return state;
        }

        @Override
        public int trainableCount() {
            return TRAINABLE;
        }

        @Override
        public List<Segment> segments() {
            return segments;
        }
    }

    static final class Doubles implements DoubleModel {
        final double[] parameters = new double[10];
        final double[] gradient = new double[TRAINABLE];
        final double[] state = new double[1];
        List<Segment> segments = Example.segments();

        Doubles(double first) {
            for (int i = 0; i < 10; i++) {
                parameters[i] = first + i / 3.0;
            }
            state[0] = -first;
        }

        @Override
        public double[] parameters() {
            return parameters;
        }

        @Override
        public double[] gradient() {
            return gradient;
        }

        @Override
        public double[] state() {
            return state;
        }

        @Override
        public int trainableCount() {
            return TRAINABLE;
        }

        @Override
        public List<Segment> segments() {
            return segments;
        }
    }
}
