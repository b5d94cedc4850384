package org.nnc.tool.cli;

/** Text of the user's inside a message: short, on one line, nothing that a terminal would obey. */
final class Shown {
    private Shown() {}

    static String text(String text) {
        return '"' + org.nnc.tool.data.Numbers.excerpt(text) + '"';
    }
}
