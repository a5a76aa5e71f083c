package dev.gitsync.history;

import dev.gitsync.value.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * What one sync did to one object. At most {@value #MAX_CHANGES} changes are kept; the message then says how many more there
 * were.
 *
 * @param changes the fields that differed; empty where the object was created or pruned
 * @param message why it was skipped or failed, or what a person should know
 */
public record ObjectRecord(ObjectKey object, Action action, List<ChangeRecord> changes, Optional<String> message) {
    /** The number of changes past which further ones are only counted. */
    public static final int MAX_CHANGES = 200;
    /** The length, in characters, past which a message is cut. */
    public static final int MAX_MESSAGE = 4096;

    public ObjectRecord {
        if (changes.size() > MAX_CHANGES) {
            String more = "%,d further changed fields are not listed".formatted(changes.size() - MAX_CHANGES);
            message = Optional.of(message.map(text -> text + "; " + more).orElse(more));
            changes = changes.subList(0, MAX_CHANGES);
        }
        changes = List.copyOf(changes);
        message = message.map(text -> Text.cut(text, MAX_MESSAGE));
    }
}
