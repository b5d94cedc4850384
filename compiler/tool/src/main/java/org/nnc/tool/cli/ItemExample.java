package org.nnc.tool.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Print;
import org.nnc.compiler.syntax.Tree;

/** A small model around one layer or function, so that its derivative can be shown: each size that it leaves open gets one. */
final class ItemExample {
    /** For a size that the layer's user chooses, such as the number of outputs; it divides the one below. */
    private static final int CHOSEN = 2;

    /** For a size of an input, where the layer needs to know it, as the shapes of parameters do. */
    private static final int KNOWN = 4;

    private ItemExample() {}

    /** The model around an item of the library, if one of the ways to choose its sizes is legal. */
    static Optional<Program> of(Tree.Decl item) {
        if (item instanceof Tree.FunDecl f) {
            return checked(function(
                    f.name().text(), f.params().stream().map(Tree.Id::text).toList()));
        }
        if (!(item instanceof Tree.LayerDecl layer)) return Optional.empty();
        return Stream.of(false, true)
                .map(known -> checked(layer(layer, known)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The model around a function that is built in: of numbers, else of a whole tensor. */
    static Optional<Program> builtIn(String name) {
        Primitive operator = Primitive.function(name);
        if (operator != null)
            return checked(function(name, List.of("a", "b", "c").subList(0, operator.arity())));
        return checked("model Example {\n dim K\n input x : real[K]\n output y = " + name + "(x)\n}\n");
    }

    private static Optional<Program> checked(String text) {
        Checked checked = Compiler.check(new Source("example", text), Library.standard());
        return checked.hasErrors()
                ? Optional.empty()
                : checked.programs().stream().findFirst();
    }

    private static String function(String name, List<String> arguments) {
        String inputs = arguments.stream().map(a -> " input " + a + " : real\n").collect(Collectors.joining());
        String result = fresh("y", arguments);
        return "use std\nmodel Example {\n" + inputs + " output " + result + " = " + name + "("
                + String.join(", ", arguments) + ")\n}\n";
    }

    private static String layer(Tree.LayerDecl layer, boolean known) {
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> open = new LinkedHashSet<>();
        List<Tree.TensorFormal> tensors = new ArrayList<>();
        for (Tree.Formal f : layer.params()) {
            if (f instanceof Tree.DimFormal d && d.value().isEmpty())
                chosen.add(d.name().text());
            if (f instanceof Tree.TensorFormal t && t.value().isEmpty()) tensors.add(t);
        }
        for (Tree.TensorFormal t : tensors) {
            for (Tree.Shape s : t.decl().type().shape()) name(s).ifPresent(open::add);
        }
        for (Tree.Formal f : layer.params())
            if (f instanceof Tree.DimFormal d) open.remove(d.name().text());
        Set<String> taken = new LinkedHashSet<>(chosen);
        taken.addAll(open);
        tensors.forEach(t -> taken.add(t.decl().name().text()));
        String leading = fresh("N", taken);
        taken.add(leading);

        StringBuilder text = new StringBuilder("use std\nmodel Example {\n dim " + leading + "\n");
        for (String name : open)
            text.append(" dim ").append(name).append(known ? " = " + KNOWN : "").append('\n');
        for (String name : chosen) text.append(" dim " + name + " = " + CHOSEN + "\n");
        for (Tree.TensorFormal t : tensors) {
            text.append(" input ").append(t.decl().name().text()).append(" : ");
            text.append(type(t.decl().type(), leading)).append('\n');
        }
        String instance = fresh("f", taken);
        taken.add(instance);
        text.append(" layer ")
                .append(instance)
                .append(" = ")
                .append(layer.name().text())
                .append('(');
        text.append(chosen.stream().map(c -> c + "=" + c).collect(Collectors.joining(", ")))
                .append(")\n");
        List<String> results = new ArrayList<>();
        for (Tree.Formal f : layer.results()) {
            if (f instanceof Tree.TensorFormal t)
                results.add(fresh(t.decl().name().text(), taken));
        }
        String arguments = tensors.stream().map(t -> t.decl().name().text()).collect(Collectors.joining(", "));
        text.append(' ').append(String.join(", ", results)).append(" = ").append(instance);
        text.append('(')
                .append(arguments)
                .append(")\n output ")
                .append(String.join(", ", results))
                .append("\n}\n");
        return text.toString();
    }

    /** The name that a dimension consists of. */
    private static Optional<String> name(Tree.Shape shape) {
        return shape instanceof Tree.ShapeExpr e
                        && e.expr() instanceof Tree.Name n
                        && n.name().isSimple()
                ? Optional.of(n.name().text())
                : Optional.empty();
    }

    /** The type with one dimension for all leading ones. */
    private static String type(Tree.Type type, String leading) {
        String shape = type.shape().stream()
                .map(s -> s instanceof Tree.ShapeExpr e ? Print.expr(e.expr()) : leading)
                .collect(Collectors.joining(", "));
        String range = type.range().map(r -> " in " + Print.range(r)).orElse("");
        return type.base() + (shape.isEmpty() ? "" : "[" + shape + "]") + range;
    }

    private static String fresh(String name, java.util.Collection<String> taken) {
        String free = name;
        while (taken.contains(free)) free += "_";
        return free;
    }
}
