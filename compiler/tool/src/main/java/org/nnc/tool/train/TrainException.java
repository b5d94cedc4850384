package org.nnc.tool.train;

/** Training that cannot begin or go on, for a reason that the user can mend; the message says which and how. */
public final class TrainException extends RuntimeException {
    private final boolean diverged;

    TrainException(String message) {
        this(message, false);
    }

    private TrainException(String message, boolean diverged) {
        super(message);
        this.diverged = diverged;
    }

    /** Training that was rightly asked for and went wrong on the way. */
    static TrainException diverged(String message) {
        return new TrainException(message, true);
    }

    /** Whether the numbers went wrong on the way, not what was asked for. */
    public boolean isDiverged() {
        return diverged;
    }
}
