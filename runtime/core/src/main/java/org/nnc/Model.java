package org.nnc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks the nnc annotation processor to generate a Java class for each model of the given text, in the package of the
 * annotated type.
 *
 * <pre>{@code
 * @Model("model Line {\n"
 *         + "  dim B\n"
 *         + "  input x : real[B]\n"
 *         + "  input y : real[B]\n"
 *         + "  param a : real ~ ones\n"
 *         + "  param b : real ~ zeros\n"
 *         + "  output p[i] = a*x[i] + b\n"
 *         + "  loss mse = mean(i) (p[i] - y[i])^2\n"
 *         + "}")
 * interface Models {}
 *
 * Line line = new Line();
 * Adam optimiser = Adam.of(line).lr(1e-2f);
 * for (int step = 0; step < 1000; step++) {
 *     float loss = line.lossAndGradient(x, y);
 *     optimiser.step();
 * }
 * }</pre>
 *
 * With Java 15 and later a text block reads better. Give either {@link #value} or {@link #file}, not both.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Model {
    /** The models as text in the nnc language. */
    String value() default "";

    /** A model file, as a path relative to the class path or source root, such as {@code "models/digits.nn"}. */
    String file() default "";
}
