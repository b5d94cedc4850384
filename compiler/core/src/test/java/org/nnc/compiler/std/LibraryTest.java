package org.nnc.compiler.std;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nnc.compiler.emit.Batch;

/**
 * Every item of the library: value, gradient, emitted classes, on each of its cases. {@code -Ditem=Linear,Bias} looks
 * at these only.
 */
class LibraryTest {
    private static final int CASES = 8;

    /** The texts of an item by case, or why it does not compile. */
    private final Map<Item, Map<String, Trial>> trials = new LinkedHashMap<>();

    private final Map<Item, Throwable> broken = new LinkedHashMap<>();

    @TestFactory
    Stream<DynamicNode> items() {
        List<Item> items = Items.all().stream()
                .filter(i -> System.getProperty("item") == null
                        || List.of(System.getProperty("item").split(",")).contains(i.name))
                .toList();
        for (Item i : items) compile(i);
        ClassLoader classes = classes(items);
        return items.stream().map(i -> broken.containsKey(i) ? failing(i) : node(i, classes));
    }

    private DynamicNode failing(Item i) {
        return DynamicTest.dynamicTest(i.name, () -> {
            throw new AssertionError(i.name + ": " + broken.get(i).getMessage(), broken.get(i));
        });
    }

    private DynamicNode node(Item i, ClassLoader classes) {
        List<DynamicNode> cases = new ArrayList<>();
        long different = i.cases.stream().distinct().count();
        cases.add(DynamicTest.dynamicTest(
                "has cases", () -> assertTrue(different >= CASES, i.name + " has " + different + " cases")));
        for (String c : i.cases) cases.add(DynamicTest.dynamicTest(c, () -> verify(i, c, classes)));
        return DynamicContainer.dynamicContainer(i.name, cases);
    }

    private void verify(Item i, String text, ClassLoader classes) throws ReflectiveOperationException {
        Trial trial = trials.get(i).get(text);
        try {
            trial.verify(text, classes);
        } catch (AssertionError | RuntimeException e) {
            String shown = Boolean.getBoolean("show") ? "\n" + trial.derived().source(true) : "";
            throw new AssertionError(i.name + " at " + text + ": " + e.getMessage() + "\n" + i.model + shown, e);
        }
    }

    private void compile(Item i) {
        Map<String, Trial> byText = new LinkedHashMap<>();
        Map<String, Trial> byCase = new LinkedHashMap<>();
        try {
            for (String c : i.cases) {
                String name = "M" + trials.size() + "_" + byText.size();
                String whole = i.text(c);
                byCase.put(c, byText.computeIfAbsent(whole, t -> new Trial(i, derived(i, name, t))));
            }
        } catch (AssertionError | RuntimeException e) {
            broken.put(i, e);
        }
        trials.put(i, byCase);
    }

    private static Derived derived(Item i, String className, String text) {
        return i.sample.isEmpty() ? Derived.of(className, text) : Derived.ofSample(className, i.sample, i.name);
    }

    /** All classes in one run of javac, or, where that fails, each item alone, so that it fails alone. */
    private ClassLoader classes(List<Item> items) {
        List<Item> fine = items.stream().filter(i -> !broken.containsKey(i)).toList();
        try {
            return batch(fine).compile();
        } catch (AssertionError e) {
            for (Item i : fine) {
                try {
                    batch(List.of(i)).compile();
                } catch (AssertionError own) {
                    broken.put(i, own);
                }
            }
            return batch(items.stream().filter(i -> !broken.containsKey(i)).toList())
                    .compile();
        }
    }

    private Batch batch(List<Item> items) {
        Batch batch = new Batch();
        for (Item i : items) {
            try {
                Map<String, String> sources = new LinkedHashMap<>();
                for (Trial t : new java.util.LinkedHashSet<>(trials.get(i).values())) {
                    for (boolean isDouble : new boolean[] {true, false}) {
                        sources.put(
                                "std." + t.derived().className(isDouble),
                                t.derived().source(isDouble));
                    }
                }
                sources.forEach(batch::add);
            } catch (RuntimeException e) {
                broken.put(i, e);
            }
        }
        return batch;
    }
}
