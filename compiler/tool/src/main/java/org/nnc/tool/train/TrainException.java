package org.nnc.tool.train;

/** Training that cannot begin or go on, for a reason that the user can mend; the message says which and how. */
public final class TrainException extends RuntimeException {
    TrainException(String message) {
        super(message);
    }
}
