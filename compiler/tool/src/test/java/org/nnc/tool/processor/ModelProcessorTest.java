package org.nnc.tool.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.SourceVersion;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelProcessorTest {
    private static final String BODY = "dim B; input x : real[B]; input y : real[B]; param a : real ~ ones;"
            + " output p[i] = a*x[i]; loss mse = mean(i) (p[i] - y[i])^2 }";
    private static final String LINE = "model Line { " + BODY;

    @TempDir
    Path folder;

    @Test
    void theClassIsGeneratedInTheAnnotatedTypesPackageAndUsableThere() {
        Compilation c = compile(
                annotated("acme.Models", LINE),
                java("acme.Use", "package acme; class Use { Object line = new Line(); }"));
        assertThat(c).succeededWithoutWarnings();
        assertThat(c).generatedSourceFile("acme.Line").contentsAsUtf8String().contains("package acme;");
    }

    @Test
    void eachModelOfATextIsAClass() {
        Compilation c = compile(annotated("acme.Models", LINE + "\nmodel Second { " + BODY));
        assertThat(c).succeededWithoutWarnings();
        assertEquals(List.of("Line", "Second"), generated(c));
    }

    @Test
    void aTypeInTheUnnamedPackageAndANestedTypeWork() {
        Compilation c = compile(java("Outer", "class Outer { @org.nnc.Model(\"" + LINE + "\") interface Inner {} }"));
        assertThat(c).succeededWithoutWarnings();
        assertThat(c).generatedSourceFile("Line");
    }

    @Test
    void anAnnotatedTypeMayItselfUseTheGeneratedClass() {
        Compilation c = compile(java(
                "acme.Trainer",
                "package acme; @org.nnc.Model(\"" + LINE + "\") class Trainer extends java.util.ArrayList<Line> {"
                        + " private static final long serialVersionUID = 1; }"));
        assertThat(c).succeededWithoutWarnings();
    }

    @Test
    void optionsSelectTheElementType() {
        Compilation single = compile(annotated("acme.Models", LINE));
        Compilation twice = compile(List.of("-Annc.real=double", "-Annc.strict=true"), annotated("acme.Models", LINE));
        assertThat(single)
                .generatedSourceFile("acme.Line")
                .contentsAsUtf8String()
                .contains("float");
        assertThat(twice)
                .generatedSourceFile("acme.Line")
                .contentsAsUtf8String()
                .contains("double");
        assertThat(twice).succeededWithoutWarnings();
    }

    @Test
    void wrongOptionsAreNamed() {
        assertError(compile(List.of("-Annc.real=half"), annotated("acme.Models", LINE)), "-Annc.real=half is neither");
        assertError(
                compile(List.of("-Annc.strict=yes"), annotated("acme.Models", LINE)), "-Annc.strict=yes is neither");
    }

    @Test
    void anErrorCarriesTheModelsPlaceAndPointsAtTheText() {
        JavaFileObject source = java(
                "acme.Models",
                "package acme;",
                "",
                "@org.nnc.Model(",
                "        \"\"\"",
                "        model Line {",
                "          dim B; input x : real[B]",
                "          output p[i] = zz*x[i]",
                "        }",
                "        \"\"\")",
                "interface Models {}");
        Compilation c = compile(source);
        assertThat(c).failed();
        assertThat(c)
                .hadErrorContaining("@Model(Models):3:17: NN")
                .inFile(source)
                .onLine(4)
                .atColumn(9);
        assertThat(c).hadErrorContaining("zz");
        // The text block's third line.
        assertThat(c).hadErrorContaining("(line 7 of this file)");
        assertOneLineEach(c);
    }

    @Test
    void syntaxErrorsAreAllReportedInOneRun() {
        Compilation c =
                compile(annotated("acme.Models", "model Line { dim B; input x : real[B; output p[i] = x[i] +* 2 }"));
        assertThat(c).failed();
        assertOneLineEach(c);
    }

    @Test
    void neitherTextNorFile() {
        assertError(compile(java("acme.M", "package acme; @org.nnc.Model interface M {}")), "neither text nor file");
        assertError(compile(annotated("acme.M", "  ")), "is empty");
        assertError(compile(annotated("acme.M", "// nothing")), "declares no model");
    }

    @Test
    void bothTextAndFile() {
        assertError(
                compile(java("acme.M", "package acme; @org.nnc.Model(value = \"\", file = \"x.nn\") interface M {}")),
                "both a text and a file");
    }

    @Test
    void twoModelsOfOneName() {
        Compilation c = compile(annotated("acme.One", LINE), annotated("acme.Two", LINE));
        assertError(c, "a second model Line in the package acme: the one of @Model on One");
        assertThat(compile(annotated("acme.One", LINE), annotated("other.Two", LINE)))
                .succeededWithoutWarnings();
    }

    @Test
    void aModelThatClashesWithADeclaredType() {
        assertError(
                compile(annotated("acme.M", LINE), java("acme.Line", "package acme; class Line {}")),
                "acme.Line, which is already declared");
        assertError(compile(annotated("acme.Line", LINE)), "acme.Line, which is already declared");
    }

    @Test
    void aModelThatHidesAClassOfTheClassPathIsWarnedOf() {
        Compilation c = compile(annotated("org.nnc.tool.processor", "Some", "model ModelFiles { " + BODY));
        assertThat(c).hadWarningContaining("hides a class org.nnc.tool.processor.ModelFiles of the class path");
    }

    @Test
    void theClassOfAnEarlierCompilationIsNoClash() throws IOException {
        Path out = Files.createDirectories(folder.resolve("classes"));
        Compilation first = compile(annotated("acme.M", LINE));
        for (JavaFileObject f : first.generatedFiles()) {
            if (f.getKind() == JavaFileObject.Kind.CLASS && f.getName().endsWith("Line.class")) {
                Path target = Files.createDirectories(out.resolve("acme")).resolve("Line.class");
                Files.write(target, f.openInputStream().readAllBytes());
            }
        }
        Compilation second = javac().withProcessors(new ModelProcessor())
                .withClasspath(classPathWith(out))
                .withOptions("-Xlint:-options,-processing")
                .compile(annotated("acme.M", LINE));
        assertThat(second).succeededWithoutWarnings();
    }

    @Test
    void aPackageLineThatContradicts() {
        assertThat(compile(annotated("acme.M", "package acme;" + LINE))).succeededWithoutWarnings();
        assertError(
                compile(annotated("acme.M", "package other;" + LINE)),
                "package of the annotated type, the package acme");
    }

    @Test
    void anErrorTypeIsJavacsToReport() {
        Compilation c = compile(
                java("acme.M", "package acme; @org.nnc.Model(\"" + LINE + "\") class M extends Missing<Line> {}"));
        assertThat(c).failed();
        // The one about Missing only: Line was generated all the same.
        assertThat(c).hadErrorContaining("class Missing");
        assertEquals(1, c.errors().size(), () -> c.errors().toString());
    }

    @Test
    void anUnreadableValueHasItsOwnMessage() {
        Compilation c = compile(java("acme.M", "package acme; @org.nnc.Model(Missing.TEXT) interface M {}"));
        assertThat(c).failed();
        assertThat(c).hadErrorContaining("its value is not a constant text");
        Compilation number = compile(java("acme.M", "package acme; @org.nnc.Model(42) interface M {}"));
        assertThat(number).failed();
    }

    @Test
    void aConstantThatAnotherProcessorWritesIsWaitedFor() {
        Compilation c = javac().withProcessors(new ModelProcessor(), new WritesText(LINE))
                .compile(java("acme.M", "package acme; @org.nnc.Model(Text.LINE) interface M {}"));
        assertThat(c).succeeded();
        assertThat(c).generatedSourceFile("acme.Line");
    }

    @Test
    void libraryFilesAreForModelsInFiles() {
        assertError(compile(annotated("acme.M", "use acme.layers\n" + LINE)), "acme.layers");
    }

    @Test
    void aFileOnTheClassPathIsCompiledAndWarnedOfOnce() throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(folder.resolve("models/line.nn"), LINE);
        Files.writeString(folder.resolve("models/second.nn"), "model Second { " + BODY);
        Compilation c = javac().withProcessors(new ModelProcessor())
                .withClasspath(classPathWith(folder))
                .compile(file("acme.M", "models/line.nn"), file("acme.N", "models/second.nn"));
        assertThat(c).succeeded();
        assertEquals(List.of("Line", "Second"), generated(c));
        assertThat(c).hadWarningCount(1);
        assertThat(c).hadWarningContaining("Maven does not compile again");
    }

    @Test
    void aFileOnTheSourcePathAndWhatItUsesAreFound() throws IOException {
        Files.createDirectories(folder.resolve("acme/parts"));
        Files.writeString(
                folder.resolve("acme/line.nn"),
                "use parts.more; use top\n" + LINE.replace("a*x[i]", "twice(half(a*x[i]))"));
        Files.writeString(folder.resolve("acme/parts/more.nn"), "fun twice(x) = 2*x");
        Files.writeString(folder.resolve("top.nn"), "fun half(x) = x/2");
        Compilation c = compile(List.of("-sourcepath", folder.toString()), file("acme.M", "acme/line.nn"));
        assertThat(c).succeeded();
        assertEquals(List.of("Line"), generated(c));
    }

    @Test
    void theStandardLibraryIsThereForInlineModels() {
        String text =
                "use std\nmodel Net { dim B; input x : real[B, 4]; input y : int[B] in 0..3; z = x |> Linear(O=3);"
                        + " loss nll = cross_entropy(z, y) }";
        assertThat(compile(annotated("acme.M", text))).succeededWithoutWarnings();
    }

    @Test
    void theWarningCanBeSilenced() throws IOException {
        Files.writeString(folder.resolve("line.nn"), LINE);
        Compilation c = compile(
                List.of("-Annc.sourceDir=" + folder),
                java(
                        "acme.M",
                        "package acme; @SuppressWarnings(\"nnc\") @org.nnc.Model(file = \"line.nn\") interface M {}"));
        assertThat(c).succeededWithoutWarnings();
    }

    @Test
    void aFileUnderSourceDirIsFoundAndItsErrorsCarryItsName() throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(
                folder.resolve("models/line.nn"),
                "model Line {\n  dim B; input x : real[B]\n  output p[i] = zz*x[i]\n}");
        Compilation c = compile(List.of("-Annc.sourceDir=" + folder), file("acme.M", "models/line.nn"));
        assertError(c, "models/line.nn:3:17: NN");
    }

    @Test
    void filesThatAreNotModels() throws IOException {
        Files.write(folder.resolve("binary.nn"), new byte[] {'m', 0, 1, 2});
        Files.write(folder.resolve("latin.nn"), new byte[] {'/', '/', (byte) 0xE9, '\n'});
        Files.createDirectories(folder.resolve("directory.nn"));
        List<String> options = List.of("-Annc.sourceDir=" + folder);
        assertError(compile(options, file("acme.M", "missing.nn")), "\"missing.nn\" was not found");
        assertError(compile(options, file("acme.M", "directory.nn")), "\"directory.nn\" was not found");
        assertError(compile(options, file("acme.M", "binary.nn")), "binary.nn:1:2: NN001");
        assertError(compile(options, file("acme.M", "latin.nn")), "latin.nn:1:3: NN003");
        assertError(compile(options, file("acme.M", "../x.nn")), "does not stay below the source root");
        assertError(compile(options, file("acme.M", "/etc/hosts")), "does not stay below the source root");
        assertError(compile(options, file("acme.M", "")), "does not stay below the source root");
    }

    @Test
    void nestingAndLengthAreDiagnosticsToo() throws IOException {
        String deep = "model M { output y = " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }";
        Files.writeString(folder.resolve("deep.nn"), deep);
        assertError(compile(List.of("-Annc.sourceDir=" + folder), file("acme.M", "deep.nn")), "nested too deeply");
    }

    @Test
    void gradleSeesIsolatingUnlessFilesComeFromOutside() {
        assertTrue(optionsWith(Map.of()).contains("org.gradle.annotation.processing.isolating"));
        Set<String> outside = optionsWith(Map.of("nnc.sourceDir", "x"));
        assertTrue(outside.contains("org.gradle.annotation.processing.aggregating"));
        assertFalse(outside.contains("org.gradle.annotation.processing.isolating"));
    }

    @Test
    void theServiceFileNamesTheProcessorAndItTakesTheLatestSource() throws IOException {
        assertEquals(
                ModelProcessor.class.getName(), resource("META-INF/services/javax.annotation.processing.Processor"));
        assertEquals(
                ModelProcessor.class.getName() + ",dynamic",
                resource("META-INF/gradle/incremental.annotation.processors"));
        assertEquals(SourceVersion.latestSupported(), new ModelProcessor().getSupportedSourceVersion());
    }

    // ---- helpers -----------------------------------------------------------------------------------------------

    private static Set<String> optionsWith(Map<String, String> options) {
        ModelProcessor processor = new ModelProcessor();
        processor.init((ProcessingEnvironment) Proxy.newProxyInstance(
                ModelProcessorTest.class.getClassLoader(),
                new Class<?>[] {ProcessingEnvironment.class},
                (proxy, method, arguments) -> method.getName().equals("getOptions") ? options : null));
        return processor.getSupportedOptions();
    }

    private static String resource(String name) throws IOException {
        try (var in = ModelProcessor.class.getClassLoader().getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static Compilation compile(JavaFileObject... sources) {
        return compile(List.of(), sources);
    }

    private static Compilation compile(List<String> options, JavaFileObject... sources) {
        List<Object> all = new ArrayList<>(options);
        // javac's own "no processor claimed" concerns every annotation that no processor keeps for itself.
        all.add("-Xlint:all,-options,-processing");
        return javac().withProcessors(new ModelProcessor()).withOptions(all).compile(sources);
    }

    private static JavaFileObject java(String name, String... lines) {
        return JavaFileObjects.forSourceLines(name, lines);
    }

    private static JavaFileObject annotated(String name, String text) {
        int dot = name.lastIndexOf('.');
        return annotated(name.substring(0, dot), name.substring(dot + 1), text);
    }

    private static JavaFileObject annotated(String inside, String name, String text) {
        String literal = text.replace("\n", "\\n");
        return java(
                inside + "." + name,
                "package " + inside + "; @org.nnc.Model(\"" + literal + "\") interface " + name + " {}");
    }

    private static JavaFileObject file(String name, String file) {
        int dot = name.lastIndexOf('.');
        return java(
                name,
                "package " + name.substring(0, dot) + "; @org.nnc.Model(file = \"" + file + "\") interface "
                        + name.substring(dot + 1) + " {}");
    }

    private static List<File> classPathWith(Path folder) {
        List<File> path = new ArrayList<>(List.of(folder.toFile()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) path.add(new File(entry));
        return path;
    }

    private static List<String> generated(Compilation c) {
        return c.generatedSourceFiles().stream()
                .map(f -> f.getName().replaceAll(".*/|\\.java$", ""))
                .sorted()
                .collect(Collectors.toList());
    }

    private static void assertError(Compilation c, String part) {
        assertThat(c).failed();
        assertThat(c).hadErrorContaining(part);
        assertOneLineEach(c);
    }

    private static void assertOneLineEach(Compilation c) {
        for (Diagnostic<? extends JavaFileObject> d : c.errors()) {
            String message = d.getMessage(null);
            assertFalse(message.contains("\n\tat "), message);
            assertFalse(message.contains("internal fault"), message);
            if (message.contains("NN")) assertEquals(1, message.lines().count(), message);
        }
    }
}
