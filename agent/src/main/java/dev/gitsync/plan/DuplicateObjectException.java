package dev.gitsync.plan;

/** Two manifests declare one object. */
public final class DuplicateObjectException extends Exception {
    private static final long serialVersionUID = 1L;

    DuplicateObjectException(DesiredObject one, DesiredObject other) {
        super(one + " is declared again in " + other.source() + (other.line() > 0 ? ":" + other.line() : "")
                + "; remove one of the two");
    }
}
