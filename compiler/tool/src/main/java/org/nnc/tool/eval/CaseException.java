package org.nnc.tool.eval;

/** A case that cannot be answered; other cases go on. */
public final class CaseException extends RuntimeException {
    private final String code;

    /** A mistake in what the case says. */
    public CaseException(String message) {
        this("input", message);
    }

    /** A case of a model that does not compile: the code is that of its first error. */
    public CaseException(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
