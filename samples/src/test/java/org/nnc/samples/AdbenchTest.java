package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.diagnostics.Source;

/** The four objectives of ADBench on its data: values and derivatives agree with those of its hand-written C++. */
final class AdbenchTest {
    private static final String DATA = "../shared/data/adbench/";

    @TempDir
    static Path folder;

    private static Path classes;

    @BeforeAll
    static void compile() throws IOException {
        Shared.assume(DATA);
        classes = Files.createDirectories(folder.resolve("classes"));
        List<String> options = new ArrayList<>(List.of("-proc:none", "-cp", Command.classPath()));
        options.addAll(List.of("-d", classes.toString()));
        for (String sample : List.of("gmm", "bundle", "lstm", "hand")) {
            Path home = Command.ROOT.resolve("samples/" + sample);
            Source source = new Source(sample + ".nn", Files.readString(home.resolve(sample + ".nn")));
            Compiler.Options how = new Compiler.Options(true, false, "");
            for (Compiler.Unit u :
                    Compiler.compile(source, n -> Optional.empty(), how).units()) {
                Path file = Files.createDirectories(folder.resolve(sample)).resolve(u.className() + ".java");
                options.add(Files.writeString(file, u.java()).toString());
            }
            sources(home, options);
        }
        sources(Command.ROOT.resolve("samples/adbench"), options);
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)));
    }

    private static void sources(Path home, List<String> options) throws IOException {
        try (Stream<Path> all = Files.list(home)) {
            all.map(Path::toString).filter(f -> f.endsWith(".java")).sorted().forEach(options::add);
        }
    }

    /** Each case throws where a number is not that of the reference. */
    @TestFactory
    Stream<DynamicTest> agreesWithTheReference() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String c : List.of("d2_K5", "d20_K50", "d32_K25", "d64_K10")) {
            tests.add(test("gmm", "gmm/gmm_" + c + ".txt", "reference/gmm_1k_" + c + ".txt"));
        }
        tests.add(test("lstm", "lstm/lstm_l4_c1024.txt", "reference/lstm_l4_c1024.txt"));
        tests.add(test("bundle", "ba/ba1_n49_m7776_p31843.txt", "reference/ba1.txt"));
        for (String kind : List.of("simple", "complicated")) {
            for (String size : List.of("small", "big")) {
                String reference = "reference/hand_" + kind.charAt(0) + size.charAt(0) + "_c100.txt";
                String file = "hand/" + kind + "_" + size + "/hand1_t26_c100.txt";
                tests.add(test("hand", "hand/model_" + size, file, reference));
                if (size.equals("small")) tests.add(test("hand", "hand/model_" + size, file, reference, "dense"));
            }
        }
        return tests.stream();
    }

    private static DynamicTest test(String sample, String... files) {
        String[] args = files.clone();
        for (int i = 0; i < args.length; i++) {
            if (args[i].contains("/")) args[i] = Shared.assume(DATA + args[i]).toString();
        }
        return DynamicTest.dynamicTest(String.join(" ", files), () -> {
            URL[] urls = {classes.toUri().toURL()};
            try (URLClassLoader loader = new URLClassLoader(urls, AdbenchTest.class.getClassLoader())) {
                loader.loadClass(sample + ".Main")
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) args);
            }
        });
    }
}
