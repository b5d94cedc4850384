package org.nnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which kernels a virtual machine of its own takes where there are others on its class path. */
class KernelChoiceTest {
    @TempDir
    Path folder;

    @Test
    void othersAreLookedForWithTheVectorApiOrOnDemandOnly() throws Exception {
        assertEquals("plain", chosen());
        assertEquals("other", chosen("-Dnnc.kernels=any"));
        assertEquals("other", chosen("--add-modules", "jdk.incubator.vector"));
        assertEquals("plain", chosen("--add-modules", "jdk.incubator.vector", "-Dnnc.kernels=plain"));
    }

    private String chosen(String... options) throws IOException, InterruptedException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(KernelSet.class.getName()), Other.class.getName());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp", folder + File.pathSeparator + System.getProperty("java.class.path"), Show.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String name = new String(process.getInputStream().readAllBytes()).trim();
        process.waitFor();
        return name;
    }

    /** Prints the name of what was chosen. */
    public static final class Show {
        private Show() {}

        public static void main(String[] arguments) {
            System.out.println(Kernels.SET.name());
        }
    }

    /** Kernels of someone else. */
    public static final class Other implements KernelSet {
        @Override
        public String name() {
            return "other";
        }

        @Override
        public void gemm(
                int m,
                int n,
                int k,
                float[] a,
                int aOffset,
                int aRow,
                int aColumn,
                float[] b,
                int bOffset,
                int bRow,
                int bColumn,
                float[] c,
                int cOffset,
                int cRow,
                boolean accumulate,
                Scratch scratch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void gemm(
                int m,
                int n,
                int k,
                double[] a,
                int aOffset,
                int aRow,
                int aColumn,
                double[] b,
                int bOffset,
                int bRow,
                int bColumn,
                double[] c,
                int cOffset,
                int cRow,
                boolean accumulate,
                Scratch scratch) {
            throw new UnsupportedOperationException();
        }
    }
}
