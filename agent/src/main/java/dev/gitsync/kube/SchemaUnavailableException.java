package dev.gitsync.kube;

/** The API server's types can't be had now, so nobody can say what an object's fields mean; unchecked. */
public final class SchemaUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaUnavailableException(String apiVersion, Exception cause) {
        super("the types of " + apiVersion + " can't be read: " + cause.getMessage(), cause);
    }
}
