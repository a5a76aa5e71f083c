package dev.gitsync.git;

import org.jspecify.annotations.Nullable;

/**
 * A repository can't be read as asked, in words for the person who asked. The message names the repository and says what
 * to do; it never holds a password, a token, or an address with either.
 */
public final class GitException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for a caller that must choose what to do next. */
    public enum Kind {
        /** No connection: name, address, port, or certificate. */
        UNREACHABLE,
        /** The server wants other credentials, or any. */
        UNAUTHORIZED,
        /** The server answers, but has no Git repository there, or shows none to these credentials. */
        REPOSITORY_NOT_FOUND,
        /** The repository has no such branch, tag or commit. */
        REVISION_NOT_FOUND,
        /** The server was silent or slow for longer than the limits allow. */
        TIMEOUT,
        /** This address is never asked: its scheme isn't allowed, or it holds credentials. */
        NOT_ALLOWED,
        /** The mirror or what the server sent is damaged, and a new clone didn't help. */
        CORRUPT,
        OTHER
    }

    private final Kind kind;

    public GitException(Kind kind, String message) {
        this(kind, message, null);
    }

    public GitException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
