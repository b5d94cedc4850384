package org.nnc.compiler.syntax;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;

/** A tree as a text without its spans: two trees are the same but for spans when these are equal. */
final class Spanless {
    private Spanless() {}

    static String of(Object node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    private static void write(Object node, StringBuilder out) {
        if (node instanceof Optional<?> optional) {
            optional.ifPresentOrElse(n -> write(n, out), () -> out.append("none "));
        } else if (node instanceof List<?> list) {
            out.append("[ ");
            list.forEach(n -> write(n, out));
            out.append("] ");
        } else if (node instanceof Record record) {
            out.append('\n').append(record.getClass().getSimpleName()).append("( ");
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                if (component.getType() == Span.class || component.getType() == Source.class) continue;
                try {
                    write(component.getAccessor().invoke(record), out);
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }
            out.append(") ");
        } else {
            out.append('"').append(node).append("\" ");
        }
    }
}
