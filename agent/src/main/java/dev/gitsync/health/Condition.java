package dev.gitsync.health;

import dev.gitsync.value.Value;
import java.util.List;
import java.util.Optional;

/** One entry of {@code status.conditions}; absent texts are empty. */
record Condition(String type, String status, String reason, String message) {
    static List<Condition> of(Value object) {
        return listOf(object.itemsAt("status", "conditions"));
    }

    static List<Condition> listOf(List<Value> items) {
        return items.stream()
                .map(item -> new Condition(
                        item.stringAt("type").orElse(""),
                        item.stringAt("status").orElse(""),
                        item.stringAt("reason").orElse(""),
                        item.stringAt("message").orElse("")))
                .toList();
    }

    static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type.equals(type))
                .findFirst();
    }

    static Optional<Condition> findTrue(List<Condition> conditions, String type) {
        return find(conditions, type).filter(Condition::isTrue);
    }

    boolean isTrue() {
        return status.equals("True");
    }

    boolean isFalse() {
        return status.equals("False");
    }

    /** The message, else the reason, else what the condition says by itself. */
    String text() {
        if (!message.isEmpty()) {
            return message;
        }
        return reason.isEmpty() ? "condition " + type + " is " + status : reason;
    }
}
