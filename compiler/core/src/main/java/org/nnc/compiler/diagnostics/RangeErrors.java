package org.nnc.compiler.diagnostics;

/**
 * Mistakes with several indices in one position, NN092, with ranges that nothing bounds, NN093, and with recurrences
 * through a table, NN094.
 */
public final class RangeErrors {
    private RangeErrors() {}

    /** NN092: a group whose members do not fill their dimension. */
    public static Diagnostic groupSize(Span span, String extents, String tensor, String size) {
        return Diagnostic.error(
                        "NN092",
                        "this group does not fill its dimension",
                        span,
                        "Its indices have the extents " + extents + ", but the dimension of `" + tensor
                                + "` has the size " + size + ".")
                .hint("A group names all of a dimension: its extents have that size as their product.");
    }

    /** NN092: a member of a group that nothing gives an extent. */
    public static Diagnostic groupOpen(Span span, String index, String group) {
        return Diagnostic.error(
                        "NN092",
                        "the extent of `" + index + "` in this group is not known",
                        span,
                        "In `" + group
                                + "` one index may be what the others leave of the dimension; each other one needs a"
                                + " range from 0.")
                .hint("Write it inside the group: `" + index + " in 0..N`.");
    }

    /** NN092: a range inside a group that is no extent. */
    public static Diagnostic groupStart(Span span, String index) {
        return Diagnostic.error(
                        "NN092",
                        "a range in a group starts at 0 and ends at a size",
                        span,
                        "It says how many values of `" + index + "` there are room for.")
                .hint("Write `" + index + " in 0..N`; a reduction that runs over fewer values says so where it binds `"
                        + index + "`.");
    }

    /** NN057: {@code v[b, (c c)]}. */
    public static Diagnostic groupTwice(Span span, String index, String group, Span first) {
        return Diagnostic.error(
                        "NN057",
                        "the index `" + index + "` stands twice in `" + group + "`",
                        span,
                        "A group takes one dimension apart, and each part has an index of its own.")
                .with(first, "first here")
                .hint("Use two indices.");
    }

    /** NN092: a member of a group that is no index. */
    public static Diagnostic groupMember(Span span, String name) {
        return Diagnostic.error(
                        "NN092",
                        "`" + name + "` is not an index",
                        span,
                        "A group such as `(c h w)` holds indices that are bound on the left or by a reduction.")
                .hint("Name an index, or write the position as an expression.");
    }

    /** NN093: a range whose bounds are computed and could be anything, where values need room. */
    public static Diagnostic unbounded(Span span, String index) {
        return Diagnostic.error(
                        "NN093",
                        "nothing bounds the range of `" + index + "`",
                        span,
                        "Its ends are computed, and room must be made for as many values as there can be.")
                .hint("Bound them by sizes: `" + index + " in 0..min(n, N)`, or an input declared `in 0..N`.");
    }

    /** NN094: {@code A[parent[i]]} without default. */
    public static Diagnostic noStart(Span span, String tensor, String table) {
        return Diagnostic.error(
                        "NN094",
                        "this recurrence has no start",
                        span,
                        "`" + tensor + "` reads an earlier place through `" + table
                                + "`, and the first place has none before it.")
                .hint("Give the read a default, which a negative entry takes: `[" + table + "[i], .. | 0]`.");
    }

    /** NN094: a parent input that is declared without room for a root. */
    public static Diagnostic noRoot(Span span, String table, String least) {
        return Diagnostic.error(
                        "NN094",
                        "`" + table + "` leaves no room for a root",
                        span,
                        "Every entry must be less than its own place, so the first one is negative, but the declared values begin"
                                + " at " + least + ".")
                .hint("Declare it `in -1..N`; a negative entry takes the default.");
    }

    /** NN094: a constant table with an entry that does not step back. */
    public static Diagnostic notBefore(Span span, String table, int cell, long value, long own) {
        return Diagnostic.error(
                        "NN094",
                        "`" + table + "` does not always step back",
                        span,
                        "Entry " + cell + " is " + value + ", but a recurrence through `" + table
                                + "` needs it to be less than its own place, " + own + ".")
                .hint("Put what is read before what reads it; a negative entry takes the default.");
    }
}
