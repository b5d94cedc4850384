package org.nnc.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnc.compiler.Compiler;

final class GenerationTest {
    private static final String BODY = "{\n  dim B\n  input x : real[B]\n  input y : real[B]\n  param a : real ~ ones\n"
            + "  output p[i] = a*x[i]\n  loss mse = mean(i) (p[i] - y[i])^2\n}\n";

    @TempDir
    Path project;

    @Test
    void aFolderIsAPackageUnlessTheFileNamesOneOrTheBuildDoes() throws IOException {
        write("acme/nets/line.nn", "model Line " + BODY);
        write("top.nn", "model Top " + BODY);
        write("acme/other.nn", "package org.other\nmodel Other " + BODY);
        assertTrue(run().messages().isEmpty());
        assertEquals(List.of("Top.java", "acme/nets/Line.java", "org/other/Other.java"), outputs());
        assertTrue(Files.readString(out().resolve("acme/nets/Line.java")).contains("package acme.nets;"));
        assertTrue(run("forced.pack").messages().isEmpty());
        assertEquals(List.of("forced/pack/Line.java", "forced/pack/Top.java", "org/other/Other.java"), outputs());
    }

    @Test
    void onlyWhatChangedIsWritten() throws IOException {
        write("line.nn", "model Line " + BODY);
        write("second.nn", "model Second " + BODY);
        assertEquals(new Outputs.Change(2, 0), run().change());
        FileTime past = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(out().resolve("Line.java"), past);
        Files.setLastModifiedTime(out().resolve("Second.java"), past);
        assertEquals(new Outputs.Change(0, 0), run().change());
        write("line.nn", "model Line " + BODY.replace("a*x[i]", "a*x[i] + 1"));
        assertEquals(new Outputs.Change(1, 0), run().change());
        assertEquals(past, Files.getLastModifiedTime(out().resolve("Second.java")));
        assertFalse(past.equals(Files.getLastModifiedTime(out().resolve("Line.java"))));
    }

    @Test
    void whatADeletedModelLeftIsRemovedAndNothingElse() throws IOException {
        write("acme/line.nn", "model Line " + BODY + "model Second " + BODY);
        write("acme/keep.nn", "model Keep " + BODY);
        run();
        for (String name : List.of("Line", "Line$Inner", "Liner", "Second", "Keep")) {
            Path file = project.resolve("target/classes/acme").resolve(name + ".class");
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        Files.writeString(out().resolve("acme/Mine.java"), "class Mine {}");
        write("acme/line.nn", "model Second " + BODY);
        assertEquals(new Outputs.Change(0, 1), run().change());
        assertEquals(List.of("acme/Keep.java", "acme/Mine.java", "acme/Second.java"), outputs());
        assertEquals(
                List.of("Keep.class", "Liner.class", "Second.class"), list(project.resolve("target/classes/acme")));
        Files.delete(project.resolve("src/main/nn/acme/line.nn"));
        Files.delete(project.resolve("src/main/nn/acme/keep.nn"));
        assertEquals(new Outputs.Change(0, 2), run().change());
        assertEquals(List.of("acme/Mine.java"), outputs());
        assertEquals(new Outputs.Change(0, 0), run().change());
    }

    @Test
    void anErrorWritesAndRemovesNothing() throws IOException {
        write("acme/good.nn", "model Good " + BODY);
        write("acme/old.nn", "model Old " + BODY);
        run();
        Files.delete(project.resolve("src/main/nn/acme/old.nn"));
        write("acme/new.nn", "model New " + BODY);
        write("acme/line.nn", "model Line {\n  dim B; input x : real[B]\n  output p[i] = zz*x[i]\n}");
        Generation.Outcome outcome = run();
        assertEquals(1, outcome.errors(), () -> outcome.messages().toString());
        String message = outcome.messages().get(0).text();
        assertTrue(message.startsWith(project.resolve("src/main/nn/acme/line.nn") + ":[3,17] NN"), message);
        assertTrue(message.contains("zz"), message);
        assertEquals(List.of("acme/Good.java", "acme/Old.java"), outputs());
    }

    @Test
    void everyFileWithErrorsIsReported() throws IOException {
        write("a.nn", "model A {\n  x = = 1\n}");
        write("b.nn", "model B {");
        Files.createDirectories(project.resolve("src/main/nn"));
        Files.write(project.resolve("src/main/nn/c.nn"), new byte[] {'/', '/', (byte) 0xE9});
        Generation.Outcome outcome = run();
        for (String name : List.of("a.nn:[2,", "b.nn:[1,", "c.nn:[1,3] NN003")) {
            assertTrue(
                    outcome.messages().stream().anyMatch(m -> m.text().contains(name)),
                    () -> name + outcome.messages());
        }
        assertTrue(outputs().isEmpty());
    }

    @Test
    void useFindsAFileByItsName() throws IOException {
        write("acme/net.nn", "use acme.layers\nmodel Net " + BODY);
        assertTrue(run().messages().get(0).text().contains("net.nn:[1,"));
        write("acme/layers.nn", "fun twice(x) = 2*x\n");
        assertEquals(0, run().errors());
        write("acme/other.nn", "use parts\nmodel Other " + BODY);
        write("acme/parts.nn", "fun half(x) = x/2\n");
        assertEquals(0, run().errors());
        assertEquals(List.of("acme/Net.java", "acme/Other.java"), outputs());
    }

    @Test
    void classesOfOneNameClash() throws IOException {
        write("a.nn", "package p\nmodel Line " + BODY);
        write("p/b.nn", "model Line " + BODY);
        assertError("p/b.nn:[1,1] the model Line becomes p/Line.java, as does one of ");
        Files.delete(project.resolve("src/main/nn/a.nn"));
        Path java = project.resolve("src/main/java/p/Line.java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "package p; class Line {}");
        assertError("that class is written by hand in " + java);
    }

    @Test
    void aFolderThatIsNoPackage() throws IOException {
        write("my-models/line.nn", "model Line " + BODY);
        assertError(
                "my-models/line.nn:[1,1] the folder makes `my-models` the package of this file, which is no Java name");
        write("my-models/line.nn", "package fine\nmodel Line " + BODY);
        assertEquals(0, run().errors());
    }

    @Test
    void aFileThatNncDidNotWriteIsLeftAlone() throws IOException {
        write("line.nn", "model Line " + BODY);
        Files.createDirectories(out());
        Files.writeString(out().resolve("Line.java"), "class Line {}");
        assertError("Line.java:[1,1] was not generated by nnc");
        assertEquals("class Line {}", Files.readString(out().resolve("Line.java")));
    }

    @Test
    void aLostListOfOutputsIsNoObstacle() throws IOException {
        write("line.nn", "model Line " + BODY);
        run();
        Files.delete(project.resolve("target/nnc/default.outputs"));
        write("line.nn", "model Line " + BODY.replace("a*x[i]", "2*a*x[i]"));
        assertEquals(new Outputs.Change(1, 0), run().change());
    }

    @Test
    void noFolderIsNoError() throws IOException {
        assertEquals(new Outputs.Change(0, 0), run().change());
        assertFalse(Files.exists(out()));
    }

    // ---- helpers -----------------------------------------------------------------------------------------------

    private void assertError(String part) throws IOException {
        Generation.Outcome outcome = run();
        assertTrue(
                outcome.messages().stream()
                        .anyMatch(m -> m.isError() && m.text().contains(part)),
                () -> outcome.messages().toString());
    }

    private Generation.Outcome run() throws IOException {
        return run("");
    }

    private Generation.Outcome run(String packageName) throws IOException {
        return new Generation(
                        project.resolve("src/main/nn"),
                        new Outputs(
                                out(),
                                project.resolve("target/nnc/default.outputs"),
                                project.resolve("target/classes")),
                        List.of(project.resolve("src/main/java")),
                        new Compiler.Options(false, false, packageName))
                .run();
    }

    private Path out() {
        return project.resolve("target/generated-sources/nnc");
    }

    private void write(String name, String text) throws IOException {
        Path file = project.resolve("src/main/nn").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> outputs() throws IOException {
        return list(out());
    }

    private static List<String> list(Path folder) throws IOException {
        if (!Files.exists(folder)) return List.of();
        try (Stream<Path> all = Files.walk(folder)) {
            return List.copyOf(new TreeSet<>(all.filter(Files::isRegularFile)
                    .map(p -> folder.relativize(p).toString().replace('\\', '/'))
                    .toList()));
        }
    }
}
