package org.nnc.compiler.emit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Many classes through one run of javac, in memory, with all warnings as errors. */
public final class Batch {
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

    public void add(String name, String source) {
        sources.put(name, source);
    }

    /** The bytes of all classes, also nested ones. */
    public Map<String, byte[]> bytes() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        classes.forEach((n, b) -> all.put(n, b.toByteArray()));
        return all;
    }

    public ClassLoader compile() {
        var compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> files = new ArrayList<>();
        sources.forEach((name, text) -> files.add(
                new SimpleJavaFileObject(
                        URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignore) {
                        return text;
                    }
                }));
        StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
        JavaFileManager manager = new ForwardingJavaFileManager<>(standard) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("mem:///" + name + ".class"), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return classes.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        StringWriter messages = new StringWriter();
        List<String> arguments = List.of(
                "-proc:none",
                "-Xlint:all,-options",
                "-Werror",
                "--release",
                "8",
                "-cp",
                System.getProperty("java.class.path"));
        // Release 8 proves that no newer library is used; path warnings of the test's own class path are left out.
        List<String> flags = new ArrayList<>(arguments);
        flags.set(1, "-Xlint:all,-options,-path");
        boolean fine =
                compiler.getTask(messages, manager, null, flags, null, files).call();
        if (!fine) throw new AssertionError(messages + "\n" + firstSource(messages.toString()));
        return new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                ByteArrayOutputStream code = classes.get(name);
                if (code == null) throw new ClassNotFoundException(name);
                return defineClass(name, code.toByteArray(), 0, code.size());
            }
        };
    }

    /** The source that the first message is about, for the reader of the failure. */
    private String firstSource(String messages) {
        for (Map.Entry<String, String> s : sources.entrySet()) {
            if (messages.contains(s.getKey().replace('.', '/') + ".java")) return s.getValue();
        }
        return StandardLocation.SOURCE_PATH.getName();
    }
}
