package org.nnc.compiler.std;

import static org.nnc.compiler.std.Item.of;

import java.util.ArrayList;
import java.util.List;

/** Padding, upsampling and affine maps, against the place in the image that each cell is read from. */
final class SamplingItems {
    private SamplingItems() {}

    static List<Item> all() {
        List<Item> all = new ArrayList<>();
        for (int d = 1; d <= 3; d++) {
            all.add(padding("ZeroPad" + d + "d", d, "", (at, size) -> at));
            all.add(padding("ConstantPad" + d + "d", d, "value=0.75", (at, size) -> at));
            all.add(padding(
                    "ReflectionPad" + d + "d",
                    d,
                    "",
                    (at, size) -> at < 0 ? -at : at >= size ? 2 * size - 2 - at : at));
            all.add(padding("ReplicationPad" + d + "d", d, "", (at, size) -> Math.max(0, Math.min(size - 1, at))));
            all.add(padding("CircularPad" + d + "d", d, "", Math::floorMod));
            all.add(nearest(d));
        }
        all.add(linear("UpsampleLinear1d", 1));
        all.add(linear("UpsampleBilinear2d", 2));
        all.add(linear("UpsampleTrilinear3d", 3));
        all.add(of("PixelShuffle")
                .model("dim N, H, W", "input x : real[N, $C*$R*$R, H, W]", "output y = PixelShuffle(x, R=$R)")
                .cases(
                        "N=1 C=1 R=1 H=1 W=1",
                        "N=2 C=2 R=2 H=2 W=3",
                        "N=1 C=1 R=3 H=2 W=1",
                        "N=1 C=3 R=2 H=1 W=2",
                        "N=3 C=1 R=2 H=2 W=2",
                        "N=1 C=2 R=1 H=3 W=2",
                        "N=2 C=1 R=2 H=1 W=4",
                        "N=1 C=2 R=2 H=3 W=1")
                .value("y", p -> p.shape("N C " + p.dim("H") * p.dim("R") + " " + p.dim("W") * p.dim("R")), (p, i) -> {
                    int r = p.dim("R");
                    return p.at("x", i[0], (i[1] * r + i[2] % r) * r + i[3] % r, i[2] / r, i[3] / r);
                }));
        all.add(of("PixelUnshuffle")
                .model("dim N, C", "input x : real[N, C, $H*$R, $W*$R]", "output y = PixelUnshuffle(x, R=$R)")
                .cases(
                        "N=1 C=1 R=1 H=1 W=1",
                        "N=2 C=2 R=2 H=2 W=3",
                        "N=1 C=1 R=3 H=2 W=1",
                        "N=1 C=3 R=2 H=1 W=2",
                        "N=3 C=1 R=2 H=2 W=2",
                        "N=1 C=2 R=1 H=3 W=2",
                        "N=2 C=1 R=2 H=1 W=4",
                        "N=1 C=2 R=2 H=3 W=1")
                .value("y", p -> p.shape("N " + p.dim("C") * p.dim("R") * p.dim("R") + " H W"), (p, i) -> {
                    int r = p.dim("R");
                    return p.at("x", i[0], i[1] / (r * r), i[2] * r + i[1] / r % r, i[3] * r + i[1] % r);
                }));
        all.add(of("affine_sample")
                .model(
                        "dim N, C, H, W",
                        "input x : real[N, C, H, W]; input theta : real[N, 2, 3]",
                        "output y = affine_sample(x, theta, OH=$OH, OW=$OW)")
                .cases(
                        "N=1 C=1 H=2 W=2 OH=1 OW=1",
                        "N=2 C=2 H=4 W=5 OH=3 OW=2",
                        "N=1 C=3 H=3 W=4 OH=2 OW=4",
                        "N=1 C=1 H=5 W=2 OH=4 OW=3",
                        "N=3 C=1 H=3 W=3 OH=2 OW=2",
                        "N=1 C=2 H=1 W=6 OH=2 OW=3",
                        "N=2 C=1 H=6 W=1 OH=1 OW=5",
                        "N=1 C=1 H=7 W=7 OH=3 OW=3")
                .draw("theta", -0.9, 0.9)
                .value("y", "N C OH OW", SamplingItems::affine));
        return all;
    }

    private static double affine(Point p, int[] i) {
        double u = (2.0 * i[3] + 1) / p.dim("OW") - 1;
        double v = (2.0 * i[2] + 1) / p.dim("OH") - 1;
        double[] to = new double[2];
        for (int r = 0; r < 2; r++)
            to[r] = p.at("theta", i[0], r, 0) * u + p.at("theta", i[0], r, 1) * v + p.at("theta", i[0], r, 2);
        double b = ((to[0] + 1) * p.dim("W") - 1) / 2;
        double a = ((to[1] + 1) * p.dim("H") - 1) / 2;
        double sum = 0;
        // A tent of width 1 around the place.
        for (int h = 0; h < p.dim("H"); h++)
            for (int w = 0; w < p.dim("W"); w++)
                sum += Math.max(0, 1 - Math.abs(a - h))
                        * Math.max(0, 1 - Math.abs(b - w))
                        * p.at("x", i[0], i[1], h, w);
        return sum;
    }

    // ---- padding -----------------------------------------------------------------------------------------------

    private interface Border {
        int at(int position, int size);
    }

    private static final String[][] PADDING = {
        {"left=0 right=0", "left=2 right=1", "left=1 right=0", "left=0 right=3"},
        {"top=0 bottom=0", "top=1 bottom=2", "top=0 bottom=1", "top=2 bottom=0"},
        {"front=0 back=0", "front=1 back=1", "front=0 back=2", "front=2 back=0"}
    };
    private static final String[] SIZES = {"W", "H", "D"};

    private static Item padding(String name, int dims, String setting, Border border) {
        StringBuilder shape = new StringBuilder();
        StringBuilder call = new StringBuilder();
        for (int d = 0; d < dims; d++) {
            shape.insert(0, ", " + SIZES[d]);
            String[] sides = PADDING[d][0].replaceAll("=\\d", "").split(" ");
            for (String s : sides) call.append(", ").append(s).append("=$").append(s);
        }
        if (!setting.isEmpty()) call.append(", ").append(setting);
        Item item = of(name).model(
                        "dim N" + shape, "input x : real[N" + shape + "]", "output y = " + name + "(x" + call + ")");
        for (int k = 0; k < 8; k++) {
            StringBuilder text = new StringBuilder("N=" + (1 + k % 3));
            for (int d = 0; d < dims; d++) {
                text.append(' ').append(SIZES[d]).append('=').append(4 + (k + d) % 2);
                text.append(' ').append(PADDING[d][k / 2 % 4 == 0 && k % 2 == 1 ? 1 + d % 3 : k / 2]);
            }
            item.cases(text.toString());
        }
        return item.value("y", p -> padded(p, dims), (p, i) -> {
            int[] at = i.clone();
            boolean inside = true;
            for (int d = 0; d < dims; d++) {
                String before = PADDING[d][0].substring(0, PADDING[d][0].indexOf('='));
                int size = p.dim(SIZES[d]);
                int position = border.at(i[dims - d] - p.dim(before), size);
                at[dims - d] = position;
                inside &= position >= 0 && position < size;
            }
            return inside ? p.at("x", at) : setting.isEmpty() ? 0 : 0.75;
        });
    }

    private static int[] padded(Point p, int dims) {
        int[] shape = new int[dims + 1];
        shape[0] = p.dim("N");
        for (int d = 0; d < dims; d++) {
            String[] sides = PADDING[d][0].replaceAll("=\\d", "").split(" ");
            shape[dims - d] = p.dim(SIZES[d]) + p.dim(sides[0]) + p.dim(sides[1]);
        }
        return shape;
    }

    // ---- upsampling --------------------------------------------------------------------------------------------

    private static final String[][] UPSAMPLED = {
        {"N=1 W=1 scale=1", "N=2 W=3 scale=2", "N=1 W=5 scale=3", "N=3 W=2 scale=4"},
        {"N=1 W=1 H=1 scale=2", "N=2 W=3 H=2 scale=2", "N=1 W=2 H=4 scale=3", "N=1 W=4 H=1 scale=2"},
        {"N=1 W=1 H=1 D=1 scale=2", "N=1 W=3 H=2 D=2 scale=2", "N=2 W=2 H=1 D=3 scale=1", "N=1 W=1 H=2 D=2 scale=3"}
    };

    private static String shape(int dims) {
        StringBuilder shape = new StringBuilder();
        for (int d = 0; d < dims; d++) shape.insert(0, ", " + SIZES[d]);
        return shape.toString();
    }

    private static int[] scaled(Point p, int dims) {
        int[] shape = new int[dims + 1];
        shape[0] = p.dim("N");
        for (int d = 0; d < dims; d++) shape[dims - d] = p.dim(SIZES[d]) * p.dim("scale");
        return shape;
    }

    private static Item nearest(int dims) {
        String name = "UpsampleNearest" + dims + "d";
        String shape = shape(dims);
        return of(name).model(
                        "dim N" + shape, "input x : real[N" + shape + "]", "output y = " + name + "(x, scale=$scale)")
                .cases(UPSAMPLED[dims - 1])
                .cases(more(UPSAMPLED[dims - 1]))
                .value("y", p -> scaled(p, dims), (p, i) -> {
                    int[] at = i.clone();
                    for (int d = 1; d <= dims; d++) at[d] /= p.dim("scale");
                    return p.at("x", at);
                });
    }

    /** The same with a batch of four and one more column. */
    private static String[] more(String[] cases) {
        String[] more = cases.clone();
        for (int k = 0; k < more.length; k++) {
            int w = Integer.parseInt(more[k].replaceAll(".*W=(\\d).*", "$1"));
            more[k] = more[k].replaceAll("N=\\d", "N=4").replaceAll("W=\\d", "W=" + (w + 1));
        }
        return more;
    }

    private static Item linear(String name, int dims) {
        String shape = shape(dims);
        Item item = of(name).model(
                        "dim N" + shape,
                        "input x : real[N" + shape + "]",
                        "output y = " + name + "(x, scale=$scale, align_corners=$corners)");
        for (String c : UPSAMPLED[dims - 1]) item.cases(c + " corners=false", c + " corners=true");
        return item.value("y", p -> scaled(p, dims), (p, i) -> tent(p, i, dims, new int[dims + 1], 0));
    }

    /** The sum over all cells of x of the product of tents around the place in each dimension. */
    private static double tent(Point p, int[] i, int dims, int[] at, int d) {
        if (d == 0) {
            at[0] = i[0];
            return tent(p, i, dims, at, 1);
        }
        if (d > dims) return p.at("x", at);
        int size = p.dim(SIZES[dims - d]);
        int scale = p.dim("scale");
        double place = p.flag("corners")
                ? size == 1 ? 0 : i[d] * (size - 1.0) / (size * scale - 1)
                : (i[d] + 0.5) / scale - 0.5;
        place = Math.max(0, Math.min(size - 1, place));
        double sum = 0;
        for (int k = 0; k < size; k++) {
            at[d] = k;
            double weight = Math.max(0, 1 - Math.abs(place - k));
            if (weight > 0) sum += weight * tent(p, i, dims, at, d + 1);
        }
        return sum;
    }
}
