package dev.gitsync.schema;

/** An OpenAPI document can't be read; unchecked. The message says where. */
public final class OpenApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpenApiException(String message) {
        super(message);
    }
}
