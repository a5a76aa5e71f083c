package dev.gitsync.api;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One sync in {@code status.history}: a short form of its record, cut to bounds.
 *
 * @param id names the sync in logs and in the history database too
 * @param author of the revision, as the commit says
 * @param subject the first line of the commit's message
 * @param trigger why it ran, such as {@code Poll} or {@code SelfHeal}
 * @param startedAt at a precision of one millisecond
 * @param outcome how it ended, such as {@code Succeeded}
 * @param changes a capped list; nothing in it is a value of a field
 * @param changesOmitted how many more there are
 */
public record HistoryEntry(
        String id,
        String revision,
        String author,
        String subject,
        String trigger,
        Instant startedAt,
        Optional<Instant> finishedAt,
        String outcome,
        String message,
        Counts counts,
        List<Change> changes,
        int changesOmitted) {
    private static final int WORD = 63;
    private static final int LINE = 200;
    private static final int MESSAGE = 1024;
    private static final int MOST_CHANGES = 20;
    private static final int CHANGE_BYTES = 8 * 1024;

    /** What became of the objects of a sync; each object counts once. */
    public record Counts(int created, int changed, int unchanged, int pruned, int skipped, int failed) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

        static Counts of(MapValue value) {
            return new Counts(
                    Fields.count(value, "created"),
                    Fields.count(value, "changed"),
                    Fields.count(value, "unchanged"),
                    Fields.count(value, "pruned"),
                    Fields.count(value, "skipped"),
                    Fields.count(value, "failed"));
        }

        MapValue toValue() {
            return new Fields.Writer()
                    .count("created", created)
                    .count("changed", changed)
                    .count("unchanged", unchanged)
                    .count("pruned", pruned)
                    .count("skipped", skipped)
                    .count("failed", failed)
                    .done();
        }
    }

    /**
     * One field that the sync found different, or an object as a whole.
     *
     * @param object as {@code Deployment.apps shop/web}
     * @param path of the field; empty for the object as a whole
     * @param fieldClass what had happened to it, such as {@code Drifted}; {@code class} in the status
     * @param manager the program that had written the live value, where it is known
     * @param at when, or at or before when, where it is known
     */
    public record Change(
            String object, String path, String fieldClass, Optional<String> manager, Optional<Instant> at) {
        private static final int OBJECT = 400;
        private static final int PATH = 300;

        public Change {
            object = Text.cap(object, OBJECT);
            path = Text.cap(path, PATH);
            fieldClass = Text.cap(fieldClass, WORD);
            manager = manager.map(name -> Text.cap(name, LINE));
            at = ApplicationStatus.millis(at);
        }

        static Change of(MapValue value) {
            return new Change(
                    Fields.text(value, "object"),
                    Fields.text(value, "path"),
                    Fields.text(value, "class"),
                    value.stringAt("manager"),
                    Fields.instant(value, "at"));
        }

        MapValue toValue() {
            return new Fields.Writer()
                    .text("object", object)
                    .text("path", path)
                    .text("class", fieldClass)
                    .text("manager", manager)
                    .instant("at", at)
                    .done();
        }
    }

    public HistoryEntry {
        id = Text.cap(id, WORD);
        revision = Text.cap(revision, LINE);
        author = Text.cap(author, LINE);
        subject = Text.cap(subject, LINE);
        trigger = Text.cap(trigger, WORD);
        startedAt = ApplicationStatus.millis(Optional.of(startedAt)).orElseThrow();
        finishedAt = ApplicationStatus.millis(finishedAt);
        outcome = Text.cap(outcome, WORD);
        message = Text.cap(message, MESSAGE);
        int all = changes.size();
        changes = Fields.fitting(changes, MOST_CHANGES, CHANGE_BYTES, Change::toValue);
        changesOmitted += all - changes.size();
    }

    static HistoryEntry of(MapValue value) {
        return new HistoryEntry(
                Fields.text(value, "id"),
                Fields.text(value, "revision"),
                Fields.text(value, "author"),
                Fields.text(value, "subject"),
                Fields.text(value, "trigger"),
                Fields.instant(value, "startedAt").orElse(Instant.EPOCH),
                Fields.instant(value, "finishedAt"),
                Fields.text(value, "outcome"),
                Fields.text(value, "message"),
                Counts.of(value.mapAt("counts")),
                Fields.list(value, "changes", Change::of),
                Fields.count(value, "changesOmitted"));
    }

    MapValue toValue() {
        return new Fields.Writer()
                .put("id", Value.of(id))
                .text("revision", revision)
                .text("author", author)
                .text("subject", subject)
                .text("trigger", trigger)
                .instant("startedAt", Optional.of(startedAt))
                .instant("finishedAt", finishedAt)
                .text("outcome", outcome)
                .text("message", message)
                .map("counts", counts.toValue())
                .list("changes", Fields.list(changes, Change::toValue))
                .count("changesOmitted", changesOmitted)
                .done();
    }
}
