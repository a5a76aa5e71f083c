package dev.gitsync.controller;

import dev.gitsync.api.HistoryEntry;
import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.Owner;
import dev.gitsync.git.Commit;
import dev.gitsync.history.Action;
import dev.gitsync.history.ChangeRecord;
import dev.gitsync.history.ObjectRecord;
import dev.gitsync.history.Outcome;
import dev.gitsync.history.SyncRecord;
import dev.gitsync.history.Trigger;
import dev.gitsync.sync.ChangeSet;
import dev.gitsync.sync.ObjectChange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** The record of a sync, in full for the history and in short for the status. Pure. */
final class Records {
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private Records() {}

    /** A new id: sorts by time, and is short enough to be said aloud. */
    static String newId(Instant now) {
        return ID_TIME.format(now) + "-"
                + String.format("%04x", ThreadLocalRandom.current().nextInt(1 << 16));
    }

    /** What a pass was about. */
    record Run(String id, Trigger trigger, Instant started, Instant finished) {}

    static SyncRecord of(
            ApplicationState app, Run run, Optional<Commit> commit, ChangeSet changes, Optional<String> failure) {
        List<ObjectRecord> objects = changes.changes().stream().map(Records::of).toList();
        boolean anyDone = objects.stream().anyMatch(object -> done(object.action()));
        boolean anyFailed = failure.isPresent() || !changes.failures().isEmpty();
        Outcome outcome = !anyFailed ? Outcome.SUCCEEDED : anyDone ? Outcome.PARTIAL : Outcome.FAILED;
        return new SyncRecord(
                run.id(),
                app.key.toString(),
                commit.map(Commit::id).orElse(""),
                commit.map(c -> c.authorName() + " <" + c.authorEmail() + ">"),
                commit.map(Commit::subject),
                run.trigger(),
                run.started(),
                run.finished(),
                outcome,
                failure.or(() -> failures(changes)),
                objects);
    }

    private static boolean done(Action action) {
        return switch (action) {
            case CREATED, CONFIGURED, HEALED, PRUNED, ADOPTED, HANDED_OVER -> true;
            case UNCHANGED, SKIPPED, FAILED -> false;
        };
    }

    private static Optional<String> failures(ChangeSet changes) {
        return changes.failures().isEmpty()
                ? Optional.empty()
                : Optional.of(changes.failures().stream()
                        .map(change -> change.key() + ": " + change.message().orElse("failed"))
                        .collect(Collectors.joining("; ")));
    }

    private static ObjectRecord of(ObjectChange change) {
        return new ObjectRecord(
                change.key(),
                change.action(),
                change.changes().stream().map(ChangeRecord::of).toList(),
                change.message());
    }

    /** The record in the short form that the status keeps. */
    static HistoryEntry entry(SyncRecord sync) {
        List<HistoryEntry.Change> changes = new ArrayList<>();
        for (ObjectRecord object : sync.objects()) {
            if (object.changes().isEmpty()) {
                changes.add(new HistoryEntry.Change(
                        object.object().toString(), "", Words.of(object.action()), Optional.empty(), Optional.empty()));
            }
            for (ChangeRecord change : object.changes()) {
                Optional<Owner> owner = change.owners().stream().findFirst();
                changes.add(new HistoryEntry.Change(
                        object.object().toString(),
                        change.path(),
                        Words.of(change.fieldClass()),
                        owner.map(Owner::manager),
                        owner.flatMap(Owner::atOrBefore)));
            }
        }
        return new HistoryEntry(
                sync.id(),
                sync.revision(),
                sync.author().orElse(""),
                sync.subject().orElse(""),
                Words.of(sync.trigger()),
                sync.started(),
                Optional.of(sync.finished()),
                Words.of(sync.outcome()),
                sync.message().orElse(""),
                counts(sync.objects()),
                changes,
                0);
    }

    private static HistoryEntry.Counts counts(List<ObjectRecord> objects) {
        return new HistoryEntry.Counts(
                count(objects, Action.CREATED),
                count(objects, Action.CONFIGURED, Action.HEALED, Action.ADOPTED, Action.HANDED_OVER),
                0,
                count(objects, Action.PRUNED),
                count(objects, Action.SKIPPED),
                count(objects, Action.FAILED));
    }

    private static int count(List<ObjectRecord> objects, Action... actions) {
        return (int) objects.stream()
                .filter(object -> List.of(actions).contains(object.action()))
                .count();
    }

    /** One line for an Event and the log: {@code 2 created, 1 healed (Deployment.apps shop/web: spec.replicas (Drifted by kubectl))}. */
    static String summary(ChangeSet changes) {
        List<String> parts = new ArrayList<>();
        for (Action action : Action.values()) {
            List<ObjectChange> of =
                    changes.changes().stream().filter(c -> c.action() == action).toList();
            if (action != Action.UNCHANGED && !of.isEmpty()) {
                parts.add(of.size() + " "
                        + action.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                        + of.stream()
                                .limit(3)
                                .map(Records::detail)
                                .collect(Collectors.joining("; ", " (", of.size() > 3 ? "; …)" : ")")));
            }
        }
        return String.join(", ", parts);
    }

    private static String detail(ObjectChange change) {
        List<FieldChange> fields = change.changes();
        String what = change.message().orElse(fields.isEmpty() ? "" : Statuses.fields(fields));
        return change.key() + (what.isEmpty() ? "" : ": " + what);
    }
}
