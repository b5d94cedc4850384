package org.nnc.runtime;

import java.io.IOException;

/** A weights file that was refused: the message says which file, what is wrong with it and what to do. */
public final class WeightsException extends IOException {
    private static final long serialVersionUID = 1L;

    WeightsException(String message) {
        super(message);
    }

    WeightsException(String message, Throwable cause) {
        super(message, cause);
    }
}
