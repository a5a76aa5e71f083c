package dev.gitsync.testbed;

/** The API server answered a request of a test with an error. */
public final class RestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;

    RestException(String request, int code, String reason, String message) {
        super(request + ": " + code + " " + reason + ": " + message);
        this.code = code;
        this.reason = reason;
    }

    /** The HTTP status. */
    public int code() {
        return code;
    }

    /** The machine-readable reason of the {@code Status} that was answered, such as {@code NotFound}; empty where there was none. */
    public String reason() {
        return reason;
    }
}
