package dev.gitsync.api;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One aspect of an Application's state, as Kubernetes' API conventions shape conditions.
 *
 * @param reason a CamelCase word for machines
 * @param message for people, cut at 1,024 characters
 * @param lastTransitionTime when {@code status} last changed, at a precision of one second
 * @param observedGeneration the generation of the Application that it speaks of
 */
public record Condition(
        String type,
        Status status,
        String reason,
        String message,
        Instant lastTransitionTime,
        long observedGeneration) {

    /** Whether a condition holds. */
    public enum Status {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /** As the API writes it. */
        public String text() {
            return text;
        }

        static Status of(String text) {
            return switch (text) {
                case "True" -> TRUE;
                case "False" -> FALSE;
                default -> UNKNOWN;
            };
        }
    }

    static final int MESSAGE = 1024;
    private static final int NAME = 253;

    public Condition {
        type = Text.cap(type, NAME);
        reason = Text.cap(reason, NAME);
        message = Text.cap(message, MESSAGE);
        lastTransitionTime = lastTransitionTime.truncatedTo(ChronoUnit.SECONDS);
    }

    /** A condition with another's transition time if it has another's status: only a change of status is a transition. */
    Condition since(Condition before) {
        return status == before.status
                ? new Condition(type, status, reason, message, before.lastTransitionTime, observedGeneration)
                : this;
    }

    static Condition of(MapValue value) {
        return new Condition(
                Fields.text(value, "type"),
                Status.of(Fields.text(value, "status")),
                Fields.text(value, "reason"),
                Fields.text(value, "message"),
                Fields.instant(value, "lastTransitionTime").orElse(Instant.EPOCH),
                Fields.number(value, "observedGeneration"));
    }

    MapValue toValue() {
        return Value.map(
                "type", Value.of(type),
                "status", Value.of(status.text()),
                "reason", Value.of(reason),
                "message", Value.of(message),
                "lastTransitionTime", Value.of(lastTransitionTime.toString()),
                "observedGeneration", Value.of(observedGeneration));
    }
}
