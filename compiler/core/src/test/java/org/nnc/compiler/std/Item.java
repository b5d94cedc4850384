package org.nnc.compiler.std;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One item of the library with everything that its tests need: a model that uses it, the cases, and what must come out.
 *
 * <pre>{@code
 * Item.of("Linear")
 *     .model("dim B", "input x : real[B, $I]", "output z = Linear(x, O=$O)")
 *     .cases("B=1 I=1 O=1", "B=3 I=4 O=2", ..)                    // at least eight
 *     .value("z", "B O", (p, i) -> p.at("linear1.b", i[1])
 *             + p.sum("I", k -> p.at("linear1.W", i[1], k)*p.at("x", i[0], k)))
 * }</pre>
 *
 * <p>In the model {@code $name} is replaced by the case's text of that name (parameter shapes and settings must be
 * constants); other names of a case are run-time dims. Cases that give the same text share one compiled class.
 */
final class Item {
    /** The value of a cell of an output, computed from the inputs by the formula and nothing else. */
    @FunctionalInterface
    interface Cell {
        double at(Point p, int[] i);
    }

    /** What an output must be. */
    record Expected(Function<Point, int[]> shape, Cell cell) {}

    /** Where the values of an input are drawn from; they keep a distance from {@code kinks}. */
    record Values(double lo, double hi, List<Double> kinks) {}

    final String name;
    String model = "";
    final List<String> cases = new ArrayList<>();
    final Map<String, Values> values = new LinkedHashMap<>();
    final Map<String, Expected> expected = new LinkedHashMap<>();
    /** What each state is after a training forward. */
    final Map<String, Expected> states = new LinkedHashMap<>();

    final List<Consumer<Point>> preparations = new ArrayList<>();
    /** What the page says of an item that is built into the language; empty for an item of the library. */
    String builtIn = "";

    /** The file of the repository that holds the model, for an item that is a way of composing; empty otherwise. */
    String sample = "";

    private Item(String name) {
        this.name = name;
    }

    static Item of(String name) {
        return new Item(name);
    }

    /** A function of one number, on tensors of eight shapes and inside an equation. */
    static Item pointwise(String name, String call, java.util.function.DoubleUnaryOperator f) {
        return of(name).model("dim A, B, C", "input x : real[A, B, C]", "output y = " + call)
                .shapes()
                .value("y", "A B C", (p, i) -> f.applyAsDouble(p.at("x", i)));
    }

    /** A function of a tensor and of scalar settings named in {@code settings}, which are inputs too and have gradients. */
    static Item pointwise(String name, String call, String settings, Cell f) {
        StringBuilder inputs = new StringBuilder("input x : real[A, B, C]");
        for (String s : settings.split(" ")) inputs.append("; input ").append(s).append(" : real");
        return of(name).model("dim A, B, C", inputs.toString(), "output y = " + call)
                .shapes()
                .value("y", "A B C", f);
    }

    /** Eight shapes of three dims A, B, C. */
    Item shapes() {
        return cases(
                "A=1 B=1 C=1",
                "A=2 B=3 C=4",
                "A=1 B=7 C=1",
                "A=5 B=1 C=3",
                "A=1 B=1 C=9",
                "A=4 B=4 C=1",
                "A=3 B=2 C=2",
                "A=1 B=2 C=5");
    }

    /** The statements of the model. */
    Item model(String... lines) {
        model = String.join("\n", lines);
        return this;
    }

    /** Each a text such as {@code "B=3 I=4 bias=false"}. */
    Item cases(String... more) {
        cases.addAll(List.of(more));
        return this;
    }

    /** Draws an input or parameter from lo..hi, away from the kinks; the default is -2..2. */
    Item draw(String input, double lo, double hi, double... kinks) {
        List<Double> away = new ArrayList<>();
        for (double k : kinks) away.add(k);
        values.put(input, new Values(lo, hi, away));
        return this;
    }

    /** Changes the drawn values of each case, for inputs that must fit together. */
    Item prepare(Consumer<Point> preparation) {
        preparations.add(preparation);
        return this;
    }

    /** What an output or loss must be; the shape is names of the case and numbers, separated by blanks. */
    Item value(String output, String shape, Cell cell) {
        return value(output, p -> p.shape(shape), cell);
    }

    /** The same for a shape that is computed. */
    Item value(String output, Function<Point, int[]> shape, Cell cell) {
        expected.put(output, new Expected(shape, cell));
        return this;
    }

    /**
     * What a state must be after a training forward, which is what cases with the setting {@code training=true} run: at
     * step 0 of seed 0.
     */
    Item state(String name, String shape, Cell cell) {
        states.put(name, new Expected(p -> p.shape(shape), cell));
        return this;
    }

    /** Takes the model of the item's name from a file of the repository. */
    Item sample(String file) {
        sample = file;
        return this;
    }

    /** Marks what the language has without the library, with its line on the page. */
    Item builtIn(String doc) {
        builtIn = doc;
        return this;
    }

    /** The statements of the model for a case. */
    String text(String oneCase) {
        String text = model;
        // Longer names first: $OH is not $O and an H.
        List<Map.Entry<String, String>> settings =
                new ArrayList<>(new Point(oneCase).settings().entrySet());
        settings.sort((a, b) -> b.getKey().length() - a.getKey().length());
        for (Map.Entry<String, String> s : settings) text = text.replace("$" + s.getKey(), s.getValue());
        return text;
    }

    @Override
    public String toString() {
        return name;
    }
}
