package org.nnc.compiler.verify;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Well-formed models as text, with sizes and values, from a seed: a few equations of random kinds over shared tensors, and a
 * loss over all that nobody reads.
 */
final class RandomPrograms {
    /** What a model contains; those up to SECOND_DERIVATIVE must each occur in at least 5 % of all models. */
    enum Construct {
        STRIDED,
        DILATED,
        NEGATIVE_COEFFICIENT,
        DIAGONAL,
        GATHER,
        SCATTER_GUARD,
        DEFAULT_WITH_ADJOINT,
        RECURRENCE_OF_TWO,
        BACKWARDS_RECURRENCE,
        PROD,
        MAX,
        ARGMAX,
        NESTED_REDUCTIONS,
        USED_THREE_TIMES,
        SIZE_0,
        SIZE_1,
        DRAW,
        OWN_SLOPE,
        SECOND_DERIVATIVE,
        MIN,
        MEAN,
        NORM,
        LOGSUMEXP,
        CASE,
        STRONG_ZERO,
        STABLE_FORM,
        INDEX_ARITHMETIC,
        TABLE,
        BOOL,
        LAYER,
        FUNCTION,
        GROUPED,
        RAGGED
    }

    /** @param values of the inputs and of the parameters that the model's own text declares */
    record Model(
            long seed,
            String name,
            String text,
            Map<String, Long> dims,
            Map<String, double[]> values,
            Set<Construct> constructs) {
        /** All that is needed to see a failure again. */
        String report() {
            return "seed " + seed + ", dims " + dims + "\n" + text;
        }
    }

    /** A dim as text and as the number that it has in this model. */
    record Size(String text, int value) {
        boolean isConstant() {
            return text.chars().allMatch(Character::isDigit);
        }
    }

    record Var(String name, List<Size> shape) {
        int rank() {
            return shape.size();
        }
    }

    final Random random;
    final Set<Construct> constructs = EnumSet.noneOf(Construct.class);
    final List<String> layers = new ArrayList<>();
    private final List<String> declarations = new ArrayList<>();
    private final List<String> equations = new ArrayList<>();
    private final List<Var> reals = new ArrayList<>();
    private final List<Var> unread = new ArrayList<>();
    private final List<Size> sizes = new ArrayList<>();
    private final Map<String, Long> dims = new LinkedHashMap<>();
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private int names;

    private RandomPrograms(long seed) {
        // Neighbouring seeds of java.util.Random begin alike.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    static Model of(long seed) {
        RandomPrograms p = new RandomPrograms(seed);
        return p.model(seed);
    }

    private Model model(long seed) {
        sizes();
        RandomEquations kinds = new RandomEquations(this);
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) kinds.add();
        String loss = "  loss L = " + loss();
        if (random.nextInt(9) == 0) constructs.add(Construct.SECOND_DERIVATIVE);
        String name = "M" + seed;
        StringBuilder text = new StringBuilder();
        layers.forEach(l -> text.append(l).append('\n'));
        text.append("model ").append(name).append(" {\n");
        dims.forEach((d, v) -> text.append("  dim ").append(d).append('\n'));
        declarations.forEach(d -> text.append("  ").append(d).append('\n'));
        equations.forEach(e -> text.append("  ").append(e).append('\n'));
        text.append(loss)
                .append("\n  derive grad L wrt ")
                .append(String.join(", ", wrt()))
                .append("\n}\n");
        return new Model(seed, name, text.toString(), dims, values, constructs);
    }

    /** Two dims bound at run time and two constants, now and then 0 or 1. */
    private void sizes() {
        int special = random.nextInt(20);
        for (String name : List.of("A", "B")) {
            int value = 2 + random.nextInt(3);
            if (name.equals("A") && special < 3) value = 0;
            if (name.equals("A") && special >= 3 && special < 6) value = 1;
            dims.put(name, (long) value);
            sizes.add(new Size(name, value));
        }
        sizes.add(new Size(Integer.toString(2 + random.nextInt(3)), 0));
        sizes.add(new Size(random.nextInt(8) == 0 ? "1" : "3", 0));
        sizes.replaceAll(s -> s.isConstant() ? constant(Integer.parseInt(s.text())) : s);
    }

    static Size constant(int value) {
        return new Size(Integer.toString(value), value);
    }

    /** Any size of the model. */
    Size size() {
        Size s = sizes.get(random.nextInt(sizes.size()));
        return note(s);
    }

    /** One that is not 0: for reductions that have no value over nothing. */
    Size positive() {
        Size s = size();
        return s.value() > 0 ? s : note(sizes.get(2));
    }

    private Size note(Size s) {
        if (s.value() == 0) constructs.add(Construct.SIZE_0);
        if (s.value() == 1) constructs.add(Construct.SIZE_1);
        return s;
    }

    String fresh(String letter) {
        return letter + ++names;
    }

    /** A real tensor of this shape: one that is there, or a new input or parameter. */
    Var real(Size... shape) {
        List<Size> wanted = List.of(shape);
        List<Var> fitting = reals.stream().filter(v -> v.shape().equals(wanted)).toList();
        if (!fitting.isEmpty() && random.nextInt(3) > 0) {
            Var v = fitting.get(random.nextInt(fitting.size()));
            unread.remove(v);
            return v;
        }
        return given(wanted);
    }

    /** A new input or parameter. */
    Var given(List<Size> shape) {
        boolean isParam = shape.stream().allMatch(Size::isConstant) && random.nextBoolean();
        Var v = new Var(fresh(isParam ? "w" : "x"), shape);
        declarations.add((isParam ? "param " : "input ") + v.name() + " : real" + brackets(shape)
                + (isParam ? " ~ normal(0.0, 0.5)" : ""));
        double[] array = new double[cells(shape)];
        for (int i = 0; i < array.length; i++) array[i] = 3 * random.nextDouble() - 1.5;
        if (array.length > 1 && random.nextInt(6) == 0) array[random.nextInt(array.length)] = 0;
        values.put(v.name(), array);
        reals.add(v);
        return v;
    }

    /** An int input with values below a bound. */
    String indices(Size length, int below) {
        String name = fresh("n");
        declarations.add("input " + name + " : int[" + length.text() + "] in 0.." + below);
        values.put(name, random.ints(length.value(), 0, below).asDoubleStream().toArray());
        return name;
    }

    private static int cells(List<Size> shape) {
        int cells = 1;
        for (Size s : shape) cells *= s.value();
        return cells;
    }

    private static String brackets(List<Size> shape) {
        return shape.isEmpty()
                ? ""
                : "[" + String.join(", ", shape.stream().map(Size::text).toList()) + "]";
    }

    /** A new tensor with its equation; {@code left} is what stands between the brackets. */
    Var define(String name, String left, List<Size> shape, String value) {
        equations.add(name + (left.isEmpty() ? "" : "[" + left + "]") + " = " + value);
        Var v = new Var(name, shape);
        reals.add(v);
        unread.add(v);
        return v;
    }

    Var define(String left, List<Size> shape, String value) {
        return define(fresh("t"), left, shape, value);
    }

    /** An equation for a tensor that is not real, or that stays out of later equations. */
    void statement(String text) {
        equations.add(text);
    }

    void use(Var v) {
        unread.remove(v);
    }

    /** All parameters and all real inputs. */
    private List<String> wrt() {
        List<String> names = new ArrayList<>();
        if (constructs.contains(Construct.LAYER) || declarations.stream().anyMatch(d -> d.startsWith("param")))
            names.add("params");
        for (String name : values.keySet()) if (name.startsWith("x")) names.add(name);
        return names;
    }

    private String loss() {
        List<String> terms = new ArrayList<>();
        for (Var v : unread) {
            if (v.rank() == 0) {
                terms.add("0.7*" + v.name());
                continue;
            }
            List<String> indices = List.of("i", "j", "k", "l").subList(0, v.rank());
            String phase = "0.3";
            for (int d = 0; d < v.rank(); d++) phase += " + " + (d + 1) + "*" + indices.get(d);
            String all = String.join(",", indices);
            // Without weights adjoints are constants, which passes propagate.
            String weight = random.nextInt(4) == 0 ? "" : "*cos(" + phase + ")";
            terms.add("sum(" + all + ") " + v.name() + "[" + all + "]" + weight);
        }
        return String.join(" + ", terms);
    }
}
