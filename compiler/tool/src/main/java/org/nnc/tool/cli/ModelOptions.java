package org.nnc.tool.cli;

import picocli.CommandLine.Option;

/** Options that say how models are compiled. */
final class ModelOptions {
    /** The Java type of {@code real}. */
    enum Real {
        FLOAT,
        DOUBLE;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Option(names = "--strict", description = "Leave out rewrites that change results at NaN and infinities.")
    private boolean strict;

    boolean strict() {
        return strict;
    }
}
