package org.nnc.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Map;

/** What {@code nnc eval} prints for the cases of a lecture, a folder below {@code samples/lectures}. */
record Lecture(List<? extends Map<?, ?>> results) {
    /** Runs a folder's cases. */
    static Lecture of(String folder) {
        String path = "samples/lectures/" + folder + "/";
        String out = Command.eval(path + folder + ".nn", path + "cases.jsonl").succeeded();
        return new Lecture(out.lines().map(Json::object).toList());
    }

    /** An output or loss of a case; cases count from 0. */
    double[] value(int at, String name) {
        return Json.numbers(results.get(at), "outputs", name);
    }

    /** A gradient of a case. */
    double[] gradient(int at, String name) {
        return Json.numbers(results.get(at), "gradients", name);
    }

    /** The Jacobian of an output of a case with respect to {@code x}, row-major. */
    double[] jacobian(int at, String output) {
        Map<?, ?> all = (Map<?, ?>) results.get(at).get("jacobian");
        return Json.numbers(all, output, "x");
    }

    void assertValue(int at, String name, double tolerance, double... expected) {
        assertArrayEquals(expected, value(at, name), tolerance, name + " of case " + at);
    }

    void assertGradient(int at, String name, double tolerance, double... expected) {
        assertArrayEquals(expected, gradient(at, name), tolerance, "d_" + name + " of case " + at);
    }
}
