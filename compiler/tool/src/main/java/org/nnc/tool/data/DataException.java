package org.nnc.tool.data;

/** A mistake in a data file: which file, where in it, what is wrong, and what to do next. */
public final class DataException extends RuntimeException {
    private final String file;
    private final String place;

    /**
     * @param file the file as the user named it
     * @param place where in it, such as {@code line 7, column "age"} or {@code byte 16}; empty for the file as a whole
     * @param problem what is wrong
     * @param next what to do about it; may be empty
     */
    public DataException(String file, String place, String problem, String next) {
        super(file + ": " + (place.isEmpty() ? "" : place + ": ") + problem + (next.isEmpty() ? "" : "; " + next));
        this.file = file;
        this.place = place;
    }

    public String file() {
        return file;
    }

    public String place() {
        return place;
    }
}
