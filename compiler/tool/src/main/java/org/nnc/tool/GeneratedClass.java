package org.nnc.tool;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.ir.Derivative;
import org.nnc.runtime.DoubleModel;
import org.nnc.runtime.FloatModel;
import org.nnc.runtime.Segment;

/**
 * One instance of a generated class, driven by names: inputs and run-time dims go to the parameters of the same name.
 *
 * <p>Needs class files that keep the names of parameters, as {@link InMemoryJavac} makes them.
 */
public final class GeneratedClass {
    private final Object model;
    private final boolean isDouble;
    private final Map<String, Method> methods = new LinkedHashMap<>();

    private GeneratedClass(Object model) {
        this.model = model;
        this.isDouble = model instanceof DoubleModel;
        if (!isDouble && !(model instanceof FloatModel)) {
            throw new IllegalArgumentException(model.getClass().getName() + " is not a generated model");
        }
        for (Method m : model.getClass().getMethods()) {
            if (m.isBridge()) continue;
            // Of two overloads the one with the dims: it takes every array, also those that tell no length.
            methods.merge(m.getName(), m, (a, b) -> a.getParameterCount() >= b.getParameterCount() ? a : b);
        }
    }

    /** A new instance whose parameters are initialised by the seed. */
    public static GeneratedClass create(Class<?> type, long seed) {
        try {
            return new GeneratedClass(type.getConstructor(long.class).newInstance(seed));
        } catch (InvocationTargetException e) {
            throw rethrown(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " is not a generated model", e);
        }
    }

    /** Whether reals are {@code double}; else they are {@code float}. */
    public boolean isDouble() {
        return isDouble;
    }

    /** The instance: a {@link FloatModel} or a {@link DoubleModel}. */
    public Object model() {
        return model;
    }

    public List<Segment> segments() {
        return isDouble ? ((DoubleModel) model).segments() : ((FloatModel) model).segments();
    }

    /** The live parameter array, {@code float[]} or {@code double[]}. */
    public Object parameters() {
        return isDouble ? ((DoubleModel) model).parameters() : ((FloatModel) model).parameters();
    }

    /** The live gradient array. */
    public Object gradient() {
        return isDouble ? ((DoubleModel) model).gradient() : ((FloatModel) model).gradient();
    }

    /** The live state array. */
    public Object state() {
        return isDouble ? ((DoubleModel) model).state() : ((FloatModel) model).state();
    }

    /** Whether the class has a method of the name. */
    public boolean has(String method) {
        return methods.containsKey(method);
    }

    /**
     * Calls a method such as {@code forward} with arguments by name.
     *
     * @param dims run-time dims
     * @param inputs arrays, converted where the method takes another precision, or {@link Number} and {@link Boolean} for scalars
     * @return what the method returns, null for void
     */
    public Object call(String method, Map<String, Integer> dims, Map<String, ?> inputs) {
        Method m = methods.get(method);
        if (m == null) throw new IllegalArgumentException(model.getClass().getName() + " has no method " + method);
        Parameter[] parameters = m.getParameters();
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) arguments[i] = argument(m, parameters[i], dims, inputs);
        return invoke(m, arguments);
    }

    /** Starts the stream of random numbers anew. */
    public void seed(long seed) {
        invoke(methods.get("seed"), new Object[] {seed});
    }

    /** The loss as a double, and its gradient. */
    public double lossAndGradient(String loss, Map<String, Integer> dims, Map<String, ?> inputs) {
        boolean only = has("lossAndGradient");
        String method = only ? "lossAndGradient" : Derivative.methodOfLoss("lossAndGradient", loss);
        return ((Number) call(method, dims, inputs)).doubleValue();
    }

    /** Loss and outputs in evaluation mode. */
    public double forward(String loss, Map<String, Integer> dims, Map<String, ?> inputs) {
        Object value = call("forward", dims, inputs);
        return value != null ? ((Number) value).doubleValue() : read(loss)[0];
    }

    /** An output, loss or input gradient by the name of its method; a copy, as doubles; a scalar has one element. */
    public double[] read(String method) {
        return doubles(invoke(methods.get(javaName(method)), new Object[0]));
    }

    /** The values of a segment, from the live arrays. */
    public double[] read(Segment s) {
        return part(s.kind() == Segment.Kind.STATE ? state() : parameters(), s);
    }

    /** The gradient of a segment; zeros for a frozen one, which has none. */
    public double[] gradient(Segment s) {
        return s.kind() == Segment.Kind.PARAMETER ? part(gradient(), s) : new double[s.size()];
    }

    /** Replaces the values of a segment. */
    public void write(Segment s, double[] values) {
        if (values.length != s.size()) {
            throw new IllegalArgumentException(s + " with " + values.length + " values");
        }
        Object array = s.kind() == Segment.Kind.STATE ? state() : parameters();
        for (int i = 0; i < values.length; i++) {
            if (isDouble) Array.setDouble(array, s.offset() + i, values[i]);
            else Array.setFloat(array, s.offset() + i, (float) values[i]);
        }
    }

    /** Numbers as an array of the class's real type. */
    public Object reals(double[] values) {
        return isDouble ? values.clone() : floats(values);
    }

    private static float[] floats(double[] values) {
        float[] f = new float[values.length];
        for (int i = 0; i < f.length; i++) f[i] = (float) values[i];
        return f;
    }

    /** A number or an array of numbers or truth values as doubles; a copy. */
    public static double[] doubles(Object value) {
        if (value instanceof double[] d) return d.clone();
        if (value instanceof Number n) return new double[] {n.doubleValue()};
        if (value instanceof Boolean b) return new double[] {b ? 1 : 0};
        double[] d = new double[Array.getLength(value)];
        for (int i = 0; i < d.length; i++) {
            d[i] = value instanceof boolean[] b ? (b[i] ? 1 : 0) : Array.getDouble(value, i);
        }
        return d;
    }

    private double[] part(Object array, Segment s) {
        double[] values = new double[s.size()];
        for (int i = 0; i < values.length; i++) values[i] = Array.getDouble(array, s.offset() + i);
        return values;
    }

    private static Object argument(Method m, Parameter p, Map<String, Integer> dims, Map<String, ?> inputs) {
        // A name that Java reserves has a trailing underscore in the class.
        String name = p.getName();
        String plain = name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
        for (String n : List.of(name, plain)) {
            if (inputs.containsKey(n)) return fitted(inputs.get(n), p.getType());
            if (p.getType() == int.class && dims.containsKey(n)) return dims.get(n);
        }
        throw new IllegalArgumentException(m.getName() + " needs " + name);
    }

    private static Object fitted(Object value, Class<?> type) {
        if (value instanceof double[] d && type == float[].class) return floats(d);
        if (value instanceof float[] f && type == double[].class) return doubles(f);
        if (!(value instanceof Number n)) return value;
        if (type == float.class) return n.floatValue();
        if (type == double.class) return n.doubleValue();
        if (type == int.class) return n.intValue();
        return value;
    }

    private String javaName(String name) {
        String plain = name.replace('.', '_');
        for (String candidate : List.of(plain + "_", plain)) {
            Method m = methods.get(candidate);
            if (m != null && m.getParameterCount() == 0) return candidate;
        }
        throw new IllegalArgumentException(model.getClass().getName() + " has no value " + name);
    }

    private Object invoke(Method m, Object[] arguments) {
        try {
            return m.invoke(model, arguments);
        } catch (InvocationTargetException e) {
            throw rethrown(e);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(m + " cannot be called", e);
        }
    }

    /** What the generated code threw, itself: its message is meant for the user. */
    private static RuntimeException rethrown(InvocationTargetException e) {
        if (e.getCause() instanceof Error error) throw error;
        if (e.getCause() instanceof RuntimeException r) return r;
        return new IllegalStateException(e.getCause());
    }
}
