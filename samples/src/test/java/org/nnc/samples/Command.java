package org.nnc.samples;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The outcome of a command that was run from the repository's root, as a user would.
 *
 * @param status the exit state
 * @param out standard output
 * @param err standard error
 */
record Command(int status, String out, String err) {
    /** The folder that holds {@code samples}. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final long SECONDS = 300;

    /** The class path of the tests, as surefire was given it. */
    static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        // This module has no classes of its own, and javac warns of folders that are not there.
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> Files.exists(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** As the script {@code nnc} does it for short commands: half the time. */
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Map<List<String>, Command> ONCE = new ConcurrentHashMap<>();

    /** Runs {@code nnc eval}, once for each file: the README's numbers and the lecture's are those of one run. */
    static Command eval(String model, String cases) {
        return ONCE.computeIfAbsent(List.of("eval", model, "--in", cases), words -> nnc(words, QUICK));
    }

    /** Runs the program of a lecture, once. */
    static Command lecture(String name) {
        return ONCE.computeIfAbsent(List.of("samples/lectures/run", name), Command::run);
    }

    /** Runs {@code nnc} with these words. */
    static Command nnc(List<String> words) {
        return nnc(words, List.of());
    }

    private static Command nnc(List<String> words, List<String> options) {
        List<String> all = new ArrayList<>(List.of(java("java"), "-Xshare:auto", "-cp", classPath()));
        all.addAll(options);
        all.add("org.nnc.tool.cli.Main");
        all.addAll(words);
        return run(all);
    }

    /** Runs a program of the JDK that runs the tests, or any other. */
    static Command run(List<String> words) {
        try {
            Path out = Files.createTempFile("sample", ".out");
            Path err = Files.createTempFile("sample", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(words)
                        .directory(ROOT.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                // For the samples' scripts: the classes under test instead of the packed tool.
                String quick = String.join(" ", QUICK);
                String nnc = String.join(" ", java("java"), quick, "-cp", classPath(), "org.nnc.tool.cli.Main");
                builder.environment().put("NNC", nnc);
                builder.environment().put("NNC_CLASSPATH", classPath());
                builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
                Process process = builder.start();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(words + " did not end within " + SECONDS + " s");
                }
                return new Command(process.exitValue(), read(out), read(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Standard output of a command that must succeed. */
    String succeeded() {
        if (status != 0) throw new AssertionError("exit state " + status + "\n" + out + err);
        return out;
    }

    /** The path of a program of the JDK that runs the tests. */
    static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
