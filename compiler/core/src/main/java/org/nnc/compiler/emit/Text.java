package org.nnc.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Java text with types in it: a type stands between two marks, so that it is imported, or written in full where its
 * simple name means something else.
 */
final class Text {
    private static final char MARK = '\u0001';
    private static final Pattern TYPE = Pattern.compile(MARK + "([A-Za-z0-9_.]+)" + MARK);

    private Text() {}

    /** A type by its full name, for use in text. */
    static String type(String name) {
        return MARK + name + MARK;
    }

    static final String MATH = type("java.lang.Math");
    static final String FMA = type("org.nnc.runtime.Fma");
    static final String MASK = type("org.nnc.runtime.Mask");
    static final String SPECIAL = type("org.nnc.runtime.Special");
    static final String PHILOX = type("org.nnc.runtime.Philox");
    static final String CHECKS = type("org.nnc.runtime.Checks");
    static final String KERNELS = type("org.nnc.runtime.Kernels");
    static final String GROUPS = type("org.nnc.runtime.Groups");
    static final String CONVERT = type("org.nnc.runtime.Convert");
    static final String SEGMENT = type("org.nnc.runtime.Segment");
    static final String ARRAYS = type("java.util.Arrays");

    /** What stands in for a type where the same bits must result everywhere. */
    private static final Map<String, String> REPRODUCIBLE = Map.of(
            "java.lang.Math", "java.lang.StrictMath",
            "org.nnc.runtime.Fma", "org.nnc.runtime.reproducible.Fma",
            "org.nnc.runtime.Special", "org.nnc.runtime.reproducible.Special",
            "org.nnc.runtime.Kernels", "org.nnc.runtime.reproducible.Kernels");

    /** The text as JavaPoet wants it. */
    static CodeBlock block(String text) {
        return block(text, false);
    }

    /** @param reproducible whether the same bits must result everywhere */
    static CodeBlock block(String text, boolean reproducible) {
        CodeBlock.Builder block = CodeBlock.builder();
        Matcher m = TYPE.matcher(text);
        int end = 0;
        while (m.find()) {
            block.add("$L", text.substring(end, m.start()));
            String name = reproducible ? REPRODUCIBLE.getOrDefault(m.group(1), m.group(1)) : m.group(1);
            int dot = name.lastIndexOf('.');
            block.add("$T", ClassName.get(dot < 0 ? "" : name.substring(0, dot), name.substring(dot + 1)));
            end = m.end();
        }
        return block.add("$L", text.substring(end)).build();
    }

    /** The text with the simple names of types, as it will mostly read. */
    static String plain(String text) {
        return TYPE.matcher(text)
                .replaceAll(r -> r.group(1).substring(r.group(1).lastIndexOf('.') + 1));
    }
}
