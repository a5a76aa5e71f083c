package dev.gitsync.testbed;

import java.util.List;

/** A program ended with a status other than 0, or not in time; the message holds what it wrote. */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    CommandFailedException(List<String> line, int status, String output) {
        super("'" + String.join(" ", line) + "' failed with status " + status + ": " + output.strip());
        this.status = status;
    }

    /** The program's exit status; -1 where it did not end by itself. */
    public int status() {
        return status;
    }
}
