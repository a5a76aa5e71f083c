package dev.gitsync.api;

import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;

/**
 * One sync that a person asked for, at the top level of an Application as in Argo CD; whoever carries it out removes
 * it.
 *
 * @param revision the revision to sync to; the source's own where absent
 * @param prune whether what left Git is deleted
 * @param initiatedBy who asked, as they say themselves; empty where they don't
 * @param errors why it must not be carried out, each with the path of a field; empty where it may
 * @param unsupportedFields as in {@link SpecResult#unsupportedFields()}
 */
public record Operation(
        Optional<String> revision,
        boolean prune,
        boolean dryRun,
        String initiatedBy,
        List<String> errors,
        List<String> unsupportedFields) {
    private static final int NAME = 253;

    public Operation {
        initiatedBy = Text.cap(initiatedBy, NAME);
        errors = List.copyOf(errors);
        unsupportedFields = List.copyOf(unsupportedFields);
    }

    /** A sync as it is asked for. */
    public static Operation sync(Optional<String> revision, boolean prune, boolean dryRun, String initiatedBy) {
        return new Operation(revision, prune, dryRun, initiatedBy, List.of(), List.of());
    }

    static Operation of(MapValue operation) {
        return of(operation, new Findings());
    }

    static Operation of(MapValue operation, Findings findings) {
        FieldReader fields = new FieldReader(operation, FieldPath.of("operation"), "operation", findings);
        FieldReader by = fields.map("initiatedBy");
        String initiatedBy = by.string("username").orElse("");
        if (!fields.has("sync")) {
            fields.error("sync", "missing: a sync is the only operation there is");
        }
        FieldReader sync = fields.map("sync");
        Optional<String> revision = sync.string("revision");
        boolean prune = sync.flag("prune");
        boolean dryRun = sync.flag("dryRun");
        SpecReader.syncOptions(sync);
        sync.map("syncStrategy").finish();
        sync.finish();
        by.finish();
        fields.finish();
        return new Operation(revision, prune, dryRun, initiatedBy, findings.errors(), findings.unsupportedFields());
    }

    /** A merge patch for the field {@code operation}: what another operation asks for that still waits is taken back. */
    public MapValue toPatch() {
        MapValue own = toValue();
        MapValue sync = own.mapAt("sync");
        for (String name : List.of("revision", "prune", "dryRun", "syncOptions", "syncStrategy")) {
            sync = sync.get(name).isPresent() ? sync : sync.with(name, Value.NullValue.NULL);
        }
        MapValue patch = own.with("sync", sync);
        return patch.get("initiatedBy").isPresent() ? patch : patch.with("initiatedBy", Value.NullValue.NULL);
    }

    /** The field {@code operation} of an Application. */
    public MapValue toValue() {
        MapValue sync = MapValue.EMPTY;
        if (revision.isPresent()) {
            sync = sync.with("revision", Value.of(revision.get()));
        }
        if (prune) {
            sync = sync.with("prune", Value.of(true));
        }
        if (dryRun) {
            sync = sync.with("dryRun", Value.of(true));
        }
        MapValue operation = Value.map("sync", sync);
        return initiatedBy.isEmpty()
                ? operation
                : operation.with("initiatedBy", Value.map("username", Value.of(initiatedBy)));
    }
}
