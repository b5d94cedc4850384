package org.nnc.tool;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.nnc.runtime.FloatModel;

/** Compiles Java sources in memory, all in one run of javac, and loads the classes. */
public final class InMemoryJavac {
    private InMemoryJavac() {}

    /** Sources that javac refuses: a fault of whoever generated them. */
    public static final class RefusedException extends RuntimeException {
        RefusedException(String message) {
            super(message);
        }
    }

    /** Whether this Java has a compiler; a JRE has none. */
    public static boolean isAvailable() {
        return ToolProvider.getSystemJavaCompiler() != null;
    }

    /**
     * Compiles and loads.
     *
     * @param sources the text of each unit by its class's binary name
     * @param classPath what the sources use beside the JDK and the nnc runtime, such as the classes behind
     *     {@code extern fun}
     * @return a loader of all classes compiled
     * @throws IllegalStateException if this Java has no compiler
     * @throws RefusedException if javac reports an error
     */
    public static ClassLoader compile(Map<String, String> sources, List<Path> classPath) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        if (javac == null) {
            throw new IllegalStateException("this Java (" + System.getProperty("java.home")
                    + ") has no compiler; run nnc with a JDK, 17 or newer");
        }
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(new Unit(name, text)));
        List<Path> path = new ArrayList<>(classPath);
        path.add(runtime());
        // Names of parameters in the class files: a method's inputs are bound by name.
        List<String> options = List.of(
                "-proc:none",
                "-parameters",
                "-nowarn",
                "-encoding",
                "UTF-8",
                "-classpath",
                path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        StandardJavaFileManager files = javac.getStandardFileManager(problems, Locale.ROOT, StandardCharsets.UTF_8);
        try (Memory memory = new Memory(files)) {
            boolean fine =
                    javac.getTask(null, memory, problems, options, null, units).call();
            if (!fine) throw new RefusedException(message(problems));
            return new Loader(urls(classPath), memory.classes());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String message(DiagnosticCollector<JavaFileObject> problems) {
        return problems.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .limit(5)
                .map(d -> (d.getSource() == null ? "" : d.getSource().getName() + ":" + d.getLineNumber() + ": ")
                        + d.getMessage(Locale.ROOT))
                .collect(Collectors.joining("\n"));
    }

    /** The jar or folder that holds the runtime's classes: for the shaded tool its own jar. */
    private static Path runtime() {
        try {
            return Path.of(FloatModel.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL[] urls(List<Path> path) {
        URL[] urls = new URL[path.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = path.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(path.get(i).toString(), e);
            }
        }
        return urls;
    }

    private static final class Unit extends SimpleJavaFileObject {
        private final String text;

        Unit(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

        Memory(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location,
                String name,
                JavaFileObject.Kind kind,
                javax.tools.FileObject sibling) {
            if (location != StandardLocation.CLASS_OUTPUT) throw new IllegalArgumentException(location.getName());
            return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    classes.put(name, out);
                    return out;
                }
            };
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> bytes = new LinkedHashMap<>();
            classes.forEach((name, out) -> bytes.put(name, out.toByteArray()));
            return bytes;
        }
    }

    private static final class Loader extends URLClassLoader {
        static {
            registerAsParallelCapable();
        }

        private final Map<String, byte[]> classes;

        Loader(URL[] path, Map<String, byte[]> classes) {
            super(path, InMemoryJavac.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
        }
    }
}
