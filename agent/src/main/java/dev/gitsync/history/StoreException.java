package dev.gitsync.history;

import org.jspecify.annotations.Nullable;

/** The database of the history can't be used. The message says which, why, and what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message) {
        super(message);
    }

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
