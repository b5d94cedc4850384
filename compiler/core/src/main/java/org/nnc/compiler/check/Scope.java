package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Expr;
import org.nnc.compiler.syntax.Tree;

/** The names of one block: a model, or one expansion of a layer. */
final class Scope {
    /** Anything that a name of a block can mean. */
    sealed interface Entry permits Size, Symbol, Constant, Instance {
        Span span();
    }

    /** A dim; its value is found when it is first needed. */
    static final class Size implements Entry {
        final String name;
        private final Span span;
        final Optional<Tree.Expr> tree;
        final Scope scope;
        Dim value;
        boolean busy;
        /** Its mistake was reported already. */
        boolean failed;

        boolean used;
        /** Its value is found by comparing shapes, and is not found yet. */
        boolean open;

        Size(String name, Span span, Optional<Tree.Expr> tree, Scope scope) {
            this.name = name;
            this.span = span;
            this.tree = tree;
            this.scope = scope;
        }

        Size(String name, Span span, Dim value) {
            this(name, span, Optional.empty(), null);
            this.value = value;
        }

        @Override
        public Span span() {
            return span;
        }
    }

    /**
     * An argument of a layer that is one number, known at compile time.
     *
     * @param shape not empty where it is the default of a tensor, all of whose cells are alike
     */
    record Constant(Span span, Expr value, List<Dim> shape) implements Entry {}

    /** {@code layer enc = Encoder(H=16)}: one set of parameters for all its calls. */
    static final class Instance implements Entry {
        final String name;
        private final Span span;
        final Catalog.Callable callee;
        final List<Tree.Arg> args;
        final boolean frozen;
        final Statement statement;

        Instance(
                String name,
                Span span,
                Catalog.Callable callee,
                List<Tree.Arg> args,
                boolean frozen,
                Statement statement) {
            this.name = name;
            this.span = span;
            this.callee = callee;
            this.args = args;
            this.frozen = frozen;
            this.statement = statement;
        }

        @Override
        public Span span() {
            return span;
        }
    }

    final Catalog.FileScope file;
    /** {@code enc.} before every name of this block in the program; empty in the model itself. */
    final String prefix;

    final boolean frozen;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** What {@code ..} stands for in a layer; null where each expression finds its own. */
    List<Dim> dots;

    List<String> dotLetters = List.of();
    /** The names of anonymous calls by the place of the layer's name: {@code linear1}. */
    final Map<Integer, String> anonymous = new LinkedHashMap<>();

    Scope(Catalog.FileScope file, String prefix, boolean frozen) {
        this.file = file;
        this.prefix = prefix;
        this.frozen = frozen;
    }

    Entry get(String name) {
        return entries.get(name);
    }

    /** The entry of this block or the dim of its file. */
    Entry find(String name) {
        Entry own = entries.get(name);
        return own != null ? own : file.dims().get(name);
    }

    void put(String name, Entry entry) {
        entries.put(name, entry);
    }

    Map<String, Entry> entries() {
        return entries;
    }

    /** Every name that means something here, for suggestions. */
    List<String> names() {
        List<String> names = new ArrayList<>(entries.keySet());
        names.addAll(file.dims().keySet());
        return names;
    }
}
