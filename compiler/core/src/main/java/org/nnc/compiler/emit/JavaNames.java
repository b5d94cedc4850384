package org.nnc.compiler.emit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Java names for the names of a model: the same where Java allows it, else with a trailing underscore. */
final class JavaNames {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int LONGEST = 200;

    private static final Set<String> WORDS = Set.of("""
            abstract assert boolean break byte case catch char class const continue default do double else
            enum extends final finally float for goto if implements import instanceof int interface long
            native new package private protected public return short static strictfp super switch
            synchronized this throw throws transient try void volatile while true false null _ var yield
            record sealed permits when
            """.split("\\s+"));

    /** Words that cannot name a class, but a package. */
    private static final Set<String> CONTEXTUAL = Set.of("var", "yield", "record", "sealed", "permits", "when");

    /** Methods of Object, the methods and fields of every generated class, and the types that its code names. */
    private static final Set<String> TAKEN =
            Set.of("getClass notify notifyAll wait hashCode equals toString clone finalize"
                    .concat(
                            " parameters gradient state segments fingerprint initialize seed predict forward forwardTraining")
                    .concat(
                            " backward lossAndGradient trainableCount bind begin busy ready scratch workers scalars training inTraining step steps")
                    .concat(" PARAMETER_COUNT TRAINABLE_COUNT STATE_COUNT SEGMENTS")
                    .concat(
                            " Math StrictMath Fma Special Philox Kernels Checks Scratch Initializers Segment Arrays Collections List String Integer")
                    .concat(" Float Double Override Generated FloatModel DoubleModel Object System Executor")
                    .concat(" IllegalArgumentException IllegalStateException")
                    .split(" "));

    private final Map<String, String> names = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Map<String, Integer> next = new HashMap<>();

    /**
     * The class for a model: its name, with a trailing underscore where Java or the class's own code needs that
     * name.
     */
    static String className(String model) {
        return new JavaNames().of(model);
    }

    /** Whether text is an identifier that may name a class. */
    static boolean isClassName(String name) {
        return IDENTIFIER.matcher(name).matches() && !WORDS.contains(name) && name.length() <= LONGEST;
    }

    /**
     * @throws IllegalArgumentException where text is no package name, such as {@code ../evil} or {@code a..b}; the
     * empty
     *     text is the unnamed package
     */
    static void requirePackage(String name) {
        if (name.isEmpty()) return;
        for (String part : name.split("\\.", -1)) {
            boolean word = WORDS.contains(part) && !CONTEXTUAL.contains(part);
            if (word || !IDENTIFIER.matcher(part).matches() || part.length() > LONGEST) {
                throw new IllegalArgumentException("'" + Escape.comment(name) + "' is no Java package name");
            }
        }
    }

    /**
     * The Java name of a name of the model, always the same one.
     *
     * @throws IllegalArgumentException where it is no name of the language
     */
    String of(String name) {
        String known = names.get(name);
        if (known != null) return known;
        String java = legal(name);
        while (!used.add(java)) java += "_";
        names.put(name, java);
        return java;
    }

    /** A name that nothing else in the class has, with a number where it needs one. */
    String fresh(String base) {
        String java = legal(base);
        if (used.add(java)) return java;
        String stem = Character.isDigit(java.charAt(java.length() - 1)) ? java + "_" : java;
        String numbered;
        do numbered = stem + next.merge(stem, 2, (old, two) -> old + 1);
        while (!used.add(numbered));
        return numbered;
    }

    private static String legal(String name) {
        String java = name.replace('.', '_');
        if (!IDENTIFIER.matcher(java).matches()) {
            throw new IllegalArgumentException("'" + Escape.comment(name) + "' is no name");
        }
        if (java.length() > LONGEST) java = java.substring(0, LONGEST) + "_" + Integer.toHexString(java.hashCode());
        return WORDS.contains(java) || TAKEN.contains(java) ? java + "_" : java;
    }

    /** Whether a name is taken by the class, so that a local variable should have another. */
    boolean isTaken(String java) {
        return used.contains(java) || WORDS.contains(java) || TAKEN.contains(java);
    }
}
