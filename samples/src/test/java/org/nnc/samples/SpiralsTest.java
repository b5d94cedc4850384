package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's first command: its data can be made again to the byte, and the arms are parted whatever the seed. */
final class SpiralsTest {
    @Test
    void theDataIsWhatTheProgramWrites() throws IOException {
        String written = Command.run(List.of(Command.java("java"), "samples/spirals/Spirals.java"))
                .succeeded();
        assertEquals(Files.readString(Command.ROOT.resolve("samples/spirals/spirals.csv")), written);
    }

    @Test
    void partsTheArms() {
        double sum = 0;
        for (int seed = 1; seed <= 3; seed++) {
            sum += Trained.accuracy(
                    "train",
                    "samples/spirals/spirals.nn",
                    "--data",
                    "samples/spirals/spirals.csv",
                    "--columns",
                    "x=x1,x2",
                    "--columns",
                    "y=arm",
                    "--lr",
                    "0.01",
                    "--epochs",
                    "50",
                    "--holdout",
                    "0.2",
                    "--seed",
                    "" + seed);
        }
        assertTrue(sum / 3 > 97, sum / 3 + " %");
    }

    /** The model that the repository's README opens with is this sample's, but for comments. */
    @Test
    void theReadmeShowsThisModel() throws IOException {
        String readme = Files.readString(Command.ROOT.resolve("README.md"));
        int from = readme.indexOf("```\n// spirals.nn\n");
        assertTrue(from >= 0, "README.md opens with another model");
        String shown = readme.substring(from + 4, readme.indexOf("```", from + 4));
        assertEquals(bare(Files.readString(Command.ROOT.resolve("samples/spirals/spirals.nn"))), bare(shown));
    }

    private static String bare(String model) {
        return model.replaceAll("//.*", "").replaceAll("\\s+", " ").strip();
    }
}
