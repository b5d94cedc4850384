package org.nnc.tool.cli;

/** A mistake in how the command was called or in a file it was given: exit status 2. The message says what to do. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
