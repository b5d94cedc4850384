package lectures;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A picture in the making, for lectures that are to be looked at: pixels, fields of them, a PNG file. */
public final class Picture {
    private final BufferedImage image;

    /** A white picture. */
    public Picture(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        fill(0, 0, width, height, 0xFFFFFF);
    }

    /** A rectangle of one colour, 0xRRGGBB. */
    public void fill(int x, int y, int width, int height, int colour) {
        for (int j = Math.max(0, y); j < Math.min(image.getHeight(), y + height); j++)
            for (int i = Math.max(0, x); i < Math.min(image.getWidth(), x + width); i++) image.setRGB(i, j, colour);
    }

    /** A disc of one colour with a white rim, left out beyond the picture. */
    public void disc(int x, int y, int radius, int colour) {
        for (int j = -radius; j <= radius; j++) {
            for (int i = -radius; i <= radius; i++) {
                int far = i * i + j * j;
                if (far <= radius * radius) fill(x + i, y + j, 1, 1, far > (radius - 1) * (radius - 1) ? 0xFFFFFF : colour);
            }
        }
    }

    /** A matrix of numbers in shades from black for {@code low} to white for {@code high}, each a square of so many pixels. */
    public void shades(int x, int y, int square, double[] cells, int columns, double low, double high) {
        for (int k = 0; k < cells.length; k++) {
            int shade = (int) Math.round(255 * Math.min(1, Math.max(0, (cells[k] - low) / (high - low))));
            fill(x + square * (k % columns), y + square * (k / columns), square, square, shade * 0x10101);
        }
    }

    /** Writes the file, and the folders that it is in. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
