package org.nnc.runtime.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Functions over ranges are too long for HotSpot to make them part of their callers (FreqInlineSize, 325 bytes): several in one
 * method would have their vectors on the heap, in some runs and not in others.
 */
class LongMethodsTest {
    private static final Pattern METHOD = Pattern.compile("^  (?:private )?static void (\\w+)\\((.*)\\);");
    private static final Pattern INSTRUCTION = Pattern.compile("^ +(\\d+): [a-z].*");

    @ParameterizedTest
    @ValueSource(strings = {"FloatRanges", "DoubleRanges"})
    void functionsAreNotInlined(String name) {
        StringWriter code = new StringWriter();
        ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
        String path = System.getProperty("java.class.path");
        String type = "org.nnc.runtime.vector." + name;
        int result = javap.run(new PrintWriter(code), new PrintWriter(System.err), "-c", "-p", "-cp", path, type);
        assertEquals(0, result);
        Map<String, Integer> lengths = new TreeMap<>();
        String method = "";
        for (String line : code.toString().split("\n")) {
            Matcher m = METHOD.matcher(line);
            Matcher i = INSTRUCTION.matcher(line);
            if (m.find()) method = m.group(1) + " " + m.group(2).contains("Scratch");
            else if (i.matches()) lengths.put(method, Integer.parseInt(i.group(1)) + 1);
        }
        for (String function :
                List.of("exp true", "expm1 true", "cosh true", "sigmoid true", "tanh true", "powers false")) {
            assertTrue(lengths.get(function) > 325, function + ": " + lengths.get(function));
        }
    }
}
