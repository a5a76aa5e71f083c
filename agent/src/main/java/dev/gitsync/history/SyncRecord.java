package dev.gitsync.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One finished sync of one application. Times are kept to the millisecond.
 *
 * @param id unique within the application
 * @param application {@code namespace/name}
 * @param revision the full commit id
 * @param author of the commit; nothing where there was none
 * @param subject the commit message's first line
 * @param message why it failed or was abandoned, or what a person should know
 * @param objects what was done to each object; unchanged ones are not listed
 */
public record SyncRecord(
        String id,
        String application,
        String revision,
        Optional<String> author,
        Optional<String> subject,
        Trigger trigger,
        Instant started,
        Instant finished,
        Outcome outcome,
        Optional<String> message,
        List<ObjectRecord> objects) {
    public SyncRecord {
        started = Instant.ofEpochMilli(started.toEpochMilli());
        finished = Instant.ofEpochMilli(finished.toEpochMilli());
        subject = subject.map(text -> Text.cut(text, ObjectRecord.MAX_MESSAGE));
        message = message.map(text -> Text.cut(text, ObjectRecord.MAX_MESSAGE));
        objects = objects.stream()
                .filter(object -> object.action() != Action.UNCHANGED)
                .toList();
    }
}
