package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** The artifact as a whole: its module, its size, the level of its class files, what they must not use. */
class ArtifactTest {
    private static final Path CLASSES = Paths.get("target/classes");

    private static List<Path> classes() throws IOException {
        try (Stream<Path> all = Files.walk(CLASSES)) {
            return all.filter(p -> p.toString().endsWith(".class")).sorted().toList();
        }
    }

    @Test
    void needsTheBaseModuleOnly() {
        Set<ModuleReference> modules = ModuleFinder.of(CLASSES).findAll();
        ModuleDescriptor module = modules.iterator().next().descriptor();
        assertEquals("org.nnc.runtime", module.name());
        assertEquals(Set.of("java.base"), names(module.requires().stream().map(ModuleDescriptor.Requires::name)));
        assertEquals(
                Set.of("org.nnc", "org.nnc.runtime", "org.nnc.runtime.reproducible"),
                names(module.exports().stream().map(ModuleDescriptor.Exports::source)));
        assertEquals(Set.of("org.nnc.runtime.KernelSet"), module.uses());
    }

    private static Set<String> names(Stream<String> names) {
        return names.collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void staysUnder100KilobytesAsAJar() throws IOException {
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(jar)) {
            for (Path p : classes()) {
                zip.putNextEntry(new ZipEntry(CLASSES.relativize(p).toString()));
                zip.write(Files.readAllBytes(p));
            }
        }
        // The artifact has a manifest and entries for folders, too.
        assertTrue(jar.size() < 99_500, "compressed: " + jar.size());
        assertTrue(jar.size() > 10_000, "the classes are there: " + jar.size());
    }

    @Test
    void classFilesAreOfJava8AndUseNoReflection() throws IOException {
        for (Path p : classes()) {
            boolean module = p.endsWith("module-info.class");
            try (DataInputStream in = new DataInputStream(Files.newInputStream(p))) {
                assertEquals(0xCAFEBABE, in.readInt());
                in.readUnsignedShort();
                assertEquals(module ? 53 : 52, in.readUnsignedShort(), p.toString());
            }
            String text = Files.readString(p, StandardCharsets.ISO_8859_1);
            for (String bad : new String[] {
                "java/lang/reflect/", "forName", "sun/misc", "setAccessible", "java/beans", "finalize", "javax/"
            }) {
                assertFalse(text.contains(bad), p + " uses " + bad);
            }
        }
    }

    @Test
    void fmaRoundsOnceExactlyWhereItSaysSo() {
        double tiny = 0x1p-52;
        // (1 + e)(1 - e) - 1 = -e^2 exactly.
        double fused = Fma.of(1 + tiny, 1 - tiny, -1.0);
        assertEquals(Fma.FUSED ? -0x1p-104 : 0.0, fused);
        float small = 0x1p-23f;
        assertEquals(Fma.FUSED ? -0x1p-46f : 0f, Fma.of(1 + small, 1 - small, -1f));
    }
}
