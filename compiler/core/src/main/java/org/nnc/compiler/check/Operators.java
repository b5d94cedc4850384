package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.Suggest;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.ir.Primitive;
import org.nnc.compiler.syntax.Tree;

/** The names that are built in: operators, constants and functions. */
final class Operators {
    private static final Map<String, Primitive> BINARY = Stream.of(Primitive.values())
            .filter(p -> p.arity() == 2 && p.form() != Primitive.Form.CALL)
            .collect(Collectors.toMap(Primitive::notation, Function.identity()));

    /** Built in beyond the operator table: whole tensors over their last dimension. */
    static final List<String> WHOLE = List.of("softmax", "log_softmax");

    /** The draws of the language by name, with what they stand for: {@code uniform()} is {@code uniform_at(site, cell)}. */
    private static final Map<String, Primitive> DRAWS =
            Map.of("uniform", Primitive.UNIFORM_AT, "normal", Primitive.NORMAL_AT);

    private Operators() {}

    /** The draw of that name. */
    static Optional<Primitive> draw(String name) {
        return Optional.ofNullable(DRAWS.get(name));
    }

    static Primitive binary(String notation) {
        return BINARY.get(notation);
    }

    static boolean isFunction(String name) {
        return Primitive.function(name) != null || WHOLE.contains(name);
    }

    static Optional<Expr> constant(String name) {
        return switch (name) {
            case "pi" -> Optional.of(Expr.real(Math.PI));
            case "inf" -> Optional.of(Expr.real(Double.POSITIVE_INFINITY));
            case "true" -> Optional.of(Expr.TRUE);
            case "false" -> Optional.of(Expr.FALSE);
            default -> Optional.empty();
        };
    }

    static Diagnostic unknownName(Tree.QName q, String what, Env env) {
        List<String> known = new ArrayList<>(env.names());
        known.addAll(env.scope.names());
        return Errors.unknownName(q.span(), what, q.text(), Suggest.nearest(q.text(), known));
    }

    static Diagnostic unknownFunction(Tree.QName q, Env env) {
        List<String> known = new ArrayList<>(env.scope.file.callables());
        known.addAll(Primitive.functions());
        known.addAll(WHOLE);
        env.scope.entries().forEach((name, entry) -> {
            if (entry instanceof Scope.Instance) known.add(name);
        });
        // The library is read only where something is wrong.
        if (Catalog.standard().contains(q.text())) return Errors.notImported(q.span(), q.text());
        return Errors.unknownName(q.span(), "function", q.text(), Suggest.nearest(q.text(), known));
    }
}
