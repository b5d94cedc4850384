package org.nnc.compiler.schedule;

import java.util.List;
import org.nnc.compiler.ir.Index;
import org.nnc.compiler.ir.Tensor;
import org.nnc.compiler.ir.Type;

/** Makes local variables and loop indices that are different from all others of a plan. */
public final class Locals {
    private static final char NUMBER = '#';
    private final String stage;
    private int next;

    /** For a plan. */
    public Locals() {
        this("");
    }

    private Locals(String stage) {
        this.stage = stage;
    }

    /** For what is made of a finished plan: different from all that the plan has, too. */
    public static Locals ofText() {
        return new Locals("t");
    }

    /** A local variable; {@code base} is how it should be called where that is free. */
    public Tensor local(String base, Type type) {
        return new Tensor(Code.Local.MARK + base + NUMBER + stage + next++, type, List.of());
    }

    /** A loop index of the same name, but different from every other. */
    public Index index(Index like) {
        return new Index(base(like.name()) + NUMBER + stage + next++);
    }

    /** The name that a local variable or index asked for. */
    public static String base(String name) {
        int end = name.indexOf(NUMBER);
        int start = name.startsWith(Code.Local.MARK) ? 1 : 0;
        return name.substring(start, end < 0 ? name.length() : end);
    }
}
