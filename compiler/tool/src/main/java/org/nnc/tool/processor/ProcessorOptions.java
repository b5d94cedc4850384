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
record ProcessorOptions(boolean realIsDouble, boolean strict, Optional<String> sourceDir, Optional<String> problem) {
    static final String REAL = "nnc.real";
    static final String STRICT = "nnc.strict";
    static final String SOURCE_DIR = "nnc.sourceDir";
    static final List<String> NAMES = List.of(REAL, STRICT, SOURCE_DIR);

    static ProcessorOptions of(Map<String, String> given) {
        String real = given.getOrDefault(REAL, "float");
        // A bare -Annc.strict has the value null.
        String strict =
                given.containsKey(STRICT) && given.get(STRICT) == null ? "true" : given.getOrDefault(STRICT, "false");
        Optional<String> problem = Optional.empty();
        if (!List.of("float", "double").contains(String.valueOf(real))) {
            problem = Optional.of("the option -A" + REAL + "=" + real + " is neither float nor double.");
        } else if (!List.of("true", "false").contains(strict)) {
            problem = Optional.of("the option -A" + STRICT + "=" + strict + " is neither true nor false.");
        }
        return new ProcessorOptions(
                "double".equals(real), "true".equals(strict), Optional.ofNullable(given.get(SOURCE_DIR)), problem);
    }
}
