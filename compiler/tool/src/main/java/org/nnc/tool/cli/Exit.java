package org.nnc.tool.cli;

/** The exit states of every subcommand. */
final class Exit {
    static final int FINE = 0;
    /** The model has errors, or a case failed. */
    static final int MODEL = 1;
    /** The command line, or a file named on it, is wrong. */
    static final int USAGE = 2;
    /** A fault of nnc itself. */
    static final int FAULT = 3;

    private Exit() {}
}
