package org.nnc.tool;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Type;
import org.nnc.compiler.verify.Foreign;

/** The Java behind extern functions, from the class path that the user gives. */
public final class ForeignClasses implements Foreign {
    private final ClassLoader loader;

    public ForeignClasses(List<Path> classPath) {
        URL[] urls = new URL[classPath.size()];
        try {
            for (int i = 0; i < urls.length; i++)
                urls[i] = classPath.get(i).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
        this.loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    /**
     * Looks for every method that a program calls.
     *
     * @throws IllegalArgumentException that names the class or the method that is missing
     */
    public void require(Program program, boolean isDouble) {
        for (Equation e : program.equations()) {
            e.call().ifPresent(c -> method(c.extern().owner(), c.extern().method(c.isVjp()), parameters(c, isDouble)));
        }
    }

    /** What the Java method of a call takes: sizes, arguments, results. */
    private static Class<?>[] parameters(Expr.Call c, boolean isDouble) {
        List<Class<?>> all = new ArrayList<>();
        c.dims().forEach(d -> all.add(int.class));
        c.args().forEach(r -> all.add(type(r.tensor().type(), r.tensor().rank() == 0, isDouble)));
        long results = c.isVjp()
                ? c.extern().arguments().stream().filter(t -> t == Type.REAL).count()
                : c.extern().results();
        for (long k = 0; k < results; k++) all.add(type(Type.REAL, false, isDouble));
        return all.toArray(Class<?>[]::new);
    }

    private static Class<?> type(Type type, boolean isScalar, boolean isDouble) {
        Class<?> element = switch (type) {
            case REAL -> isDouble ? double.class : float.class;
            case INT -> int.class;
            case BOOL -> boolean.class;
        };
        return isScalar ? element : element.arrayType();
    }

    private Method method(String owner, String name, Class<?>[] parameters) {
        Class<?> c;
        try {
            c = Class.forName(owner, true, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("the class " + owner
                    + ", the Java behind an extern function, is not there; name its folder or jar with --classpath");
        }
        try {
            Method m = c.getMethod(name, parameters);
            if (Modifier.isStatic(m.getModifiers()) && m.getReturnType() == void.class) return m;
        } catch (NoSuchMethodException e) {
            // Said below, like one that is not static.
        }
        String types = Arrays.stream(parameters).map(Class::getSimpleName).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(owner + " needs the method: public static void " + name + "(" + types + ")");
    }

    @Override
    public void call(String owner, String method, Object[] arguments) {
        Class<?>[] types = new Class<?>[arguments.length];
        for (int i = 0; i < types.length; i++) types[i] = primitive(arguments[i].getClass());
        try {
            method(owner, method, types).invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(owner + "." + method + " threw " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(owner + "." + method + " cannot be called", e);
        }
    }

    private static Class<?> primitive(Class<?> type) {
        if (type == Integer.class) return int.class;
        if (type == Double.class) return double.class;
        return type == Boolean.class ? boolean.class : type;
    }
}
