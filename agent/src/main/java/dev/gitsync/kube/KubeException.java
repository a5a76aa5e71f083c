package dev.gitsync.kube;

import com.google.common.collect.ImmutableList;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to the API server that failed, or that got no answer.
 *
 * <p>The message names the operation, the object, the status and the server's own words, which may echo values of the
 * object: it passes a redactor before anybody sees it.
 */
public final class KubeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** One of the server's reasons, such as a field that is invalid and why. */
    public record Cause(String reason, String field, String message) {}

    private static final String INTERRUPTED = "Interrupted";
    private static final String UNTYPABLE = "failed to create typed patch object";

    private final int code;
    private final String reason;
    private final String serverMessage;
    private final transient ImmutableList<Cause> causes;
    private final @Nullable Duration retryAfter;

    private KubeException(Answer answer, String message, @Nullable Throwable because) {
        super(message, because);
        this.code = answer.code;
        this.reason = answer.reason;
        this.serverMessage = answer.message;
        this.causes = answer.causes;
        this.retryAfter = answer.retryAfter;
    }

    private record Answer(
            int code,
            String reason,
            String message,
            ImmutableList<Cause> causes,
            @Nullable Duration retryAfter) {}

    /** The server refused: its {@code Status}, or whatever else it answered. */
    static KubeException answered(String operation, int code, MapValue status, @Nullable Duration retryAfter) {
        String reason = status.stringAt("reason").orElse("");
        String message = status.stringAt("message").orElse("");
        ImmutableList.Builder<Cause> causes = ImmutableList.builder();
        for (Value cause : status.itemsAt("details", "causes")) {
            causes.add(new Cause(
                    cause.stringAt("reason").orElse(""),
                    cause.stringAt("field").orElse(""),
                    cause.stringAt("message").orElse("")));
        }
        Answer answer = new Answer(code, reason, message, causes.build(), retryAfter);
        String label = reason.isEmpty() ? String.valueOf(code) : code + " " + reason;
        return new KubeException(answer, operation + ": " + label + (message.isEmpty() ? "" : ": " + message), null);
    }

    /** The object can't be addressed, which the server would call invalid too. */
    static KubeException unaddressable(String operation, String why) {
        Answer answer = new Answer(422, "Invalid", why, ImmutableList.of(), null);
        return new KubeException(answer, operation + ": 422 Invalid: " + why, null);
    }

    /** No answer came, or none that could be read. */
    public static KubeException unanswered(String operation, String why, @Nullable Throwable because) {
        String reason = because instanceof InterruptedIOException ? "Timeout" : "Unreachable";
        Answer answer = new Answer(0, reason, why, ImmutableList.of(), null);
        return new KubeException(answer, operation + ": no answer: " + why, because);
    }

    /** Nothing was sent. */
    public static KubeException unsent(String operation, String why) {
        Answer answer = new Answer(0, "Unsent", why, ImmutableList.of(), null);
        return new KubeException(answer, operation + ": not sent: " + why, null);
    }

    /** The calling thread was interrupted: nobody waits for the answer. */
    static KubeException interrupted(String operation, Throwable because) {
        Answer answer = new Answer(0, INTERRUPTED, "interrupted", ImmutableList.of(), null);
        return new KubeException(answer, operation + ": interrupted", because);
    }

    /** The HTTP status, or 0 where no answer came. */
    public int code() {
        return code;
    }

    /** The server's reason in one word, such as {@code Invalid}; empty where it gave none. */
    public String reason() {
        return reason;
    }

    /** The server's own message, without the operation; or why no answer came. */
    public String serverMessage() {
        return serverMessage;
    }

    /** The server's reasons one by one, where it lists any. */
    public ImmutableList<Cause> causes() {
        return causes;
    }

    /** How long the server asks to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The object, or the resource itself, does not exist (404). */
    public boolean isNotFound() {
        return code == 404;
    }

    /** The object exists already, where it was to be created (409). */
    public boolean isAlreadyExists() {
        return code == 409 && reason.equals("AlreadyExists");
    }

    /** Another writer came first, or a precondition or another's field stands in the way (409). */
    public boolean isConflict() {
        return code == 409 && !isAlreadyExists();
    }

    /** RBAC or admission denies it (403). */
    public boolean isForbidden() {
        return code == 403;
    }

    /** The credentials are not taken (401). */
    public boolean isUnauthorized() {
        return code == 401;
    }

    /** The object is invalid: 422, or the 500 by which a server-side apply says that it does not fit the schema. */
    public boolean isInvalid() {
        return code == 422 || (code == 500 && serverMessage.startsWith(UNTYPABLE));
    }

    /** The resource version or continue token is too old (410). */
    public boolean isGone() {
        return code == 410;
    }

    /** The calling thread was interrupted. */
    public boolean isInterrupted() {
        return reason.equals(INTERRUPTED) && code == 0;
    }

    /** The same request may well succeed later: no answer, too many requests, or a fault of the server. */
    public boolean isTransient() {
        return (code == 0 && !isInterrupted()) || code == 408 || code == 429 || (code >= 500 && !isInvalid());
    }
}
