package org.nnc.tool.processor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code -Annc.*} asks for.
 *
 * @param sourceDir a folder in which files are looked for last
 * @param problem what is wrong with the options, and what would be right
 */
record ProcessorOptions(
        boolean realIsDouble,
        boolean strict,
        boolean reproducible,
        Optional<String> sourceDir,
        Optional<String> problem) {
    static final String REAL = "nnc.real";
    static final String STRICT = "nnc.strict";
    static final String REPRODUCIBLE = "nnc.reproducible";
    static final String SOURCE_DIR = "nnc.sourceDir";
    static final List<String> NAMES = List.of(REAL, STRICT, REPRODUCIBLE, SOURCE_DIR);

    static ProcessorOptions of(Map<String, String> given) {
        String real = given.getOrDefault(REAL, "float");
        String strict = flag(given, STRICT);
        String reproducible = flag(given, REPRODUCIBLE);
        Optional<String> problem = Optional.empty();
        if (!List.of("float", "double").contains(String.valueOf(real))) {
            problem = Optional.of("the option -A" + REAL + "=" + real + " is neither float nor double.");
        } else if (!List.of("true", "false").contains(strict)) {
            problem = Optional.of("the option -A" + STRICT + "=" + strict + " is neither true nor false.");
        } else if (!List.of("true", "false").contains(reproducible)) {
            problem = Optional.of("the option -A" + REPRODUCIBLE + "=" + reproducible + " is neither true nor false.");
        }
        return new ProcessorOptions(
                "double".equals(real),
                "true".equals(strict),
                "true".equals(reproducible),
                Optional.ofNullable(given.get(SOURCE_DIR)),
                problem);
    }

    /** A bare {@code -Annc.strict} has the value null. */
    private static String flag(Map<String, String> given, String name) {
        return given.containsKey(name) && given.get(name) == null ? "true" : given.getOrDefault(name, "false");
    }
}
