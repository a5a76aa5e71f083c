package dev.gitsync.value;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import java.io.IOException;

/** Text that was to be JSON is not. The message says where and never holds the text, which may be a secret. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonException(String message) {
        super(message);
    }

    static JsonException of(IOException e) {
        if (e instanceof JacksonException jackson && jackson.getLocation() instanceof JsonLocation place) {
            return new JsonException("invalid JSON at line " + place.getLineNr() + ", column " + place.getColumnNr());
        }
        return new JsonException("invalid JSON");
    }
}
