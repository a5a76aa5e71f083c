package dev.gitsync.report;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.Owner;
import dev.gitsync.report.DiffReport.Entry;
import dev.gitsync.report.DiffReport.Kind;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.util.Locale;

/**
 * Puts a diff into a form for programs, which only ever gains fields. What is unknown or does not apply is left out.
 *
 * <pre>{@code
 * {"format": "gitsync.dev/diff/v1", "differences": true,
 *  "summary": {"created": 0, "changed": 1, "orphaned": 0, "undecided": 0, "inSync": 7},
 *  "objects": [
 *   {"group": "apps", "kind": "Deployment", "namespace": "shop", "name": "web",
 *    "state": "created|changed|orphaned|undecided|inSync", "reason": "…", "object": {…},
 *    "changes": [
 *     {"path": "spec.replicas", "class": "drifted", "difference": true,
 *      "base": 3, "desired": 3, "live": 5, "after": 3,
 *      "owners": [{"manager": "kubectl-edit", "operation": "Update", "subresource": "scale",
 *                  "atOrBefore": "2026-11-22T07:00:00Z"}],
 *      "rule": "it was changed in the cluster since the last sync"}]}]}
 * }</pre>
 */
public final class JsonReport {
    private JsonReport() {}

    /** The report as a JSON value. */
    public static MapValue of(DiffReport report) {
        return Value.map(
                "format", Value.of("gitsync.dev/diff/v1"),
                "differences", Value.of(report.hasDifferences()),
                "summary",
                        Value.map(
                                "created", Value.of(report.count(Kind.CREATED)),
                                "changed", Value.of(report.count(Kind.CHANGED)),
                                "orphaned", Value.of(report.count(Kind.ORPHANED)),
                                "undecided", Value.of(report.count(Kind.UNDECIDED)),
                                "inSync", Value.of(report.count(Kind.IN_SYNC))),
                "objects",
                        ListValue.of(
                                report.entries().stream().map(JsonReport::entry).toList()));
    }

    private static MapValue entry(Entry entry) {
        ObjectKey key = entry.key();
        ImmutableMap.Builder<String, Value> json = ImmutableMap.<String, Value>builder()
                .put("group", Value.of(key.group()))
                .put("kind", Value.of(key.kind()))
                .put("namespace", Value.of(key.namespace()))
                .put("name", Value.of(key.name()))
                .put("state", Value.of(camelCase(entry.kind().name())));
        entry.reason().ifPresent(reason -> json.put("reason", Value.of(reason)));
        entry.object().ifPresent(object -> json.put("object", object));
        json.put(
                "changes",
                ListValue.of(entry.changes().stream().map(JsonReport::change).toList()));
        return new MapValue(json.buildOrThrow());
    }

    private static MapValue change(FieldChange change) {
        ImmutableMap.Builder<String, Value> json = ImmutableMap.<String, Value>builder()
                .put("path", Value.of(change.path().toString()))
                .put("class", Value.of(camelCase(change.fieldClass().name())))
                .put("difference", Value.of(change.fieldClass().isDifference()));
        change.base().ifPresent(value -> json.put("base", value));
        change.desired().ifPresent(value -> json.put("desired", value));
        change.live().ifPresent(value -> json.put("live", value));
        change.after().ifPresent(value -> json.put("after", value));
        json.put(
                "owners",
                ListValue.of(change.owners().stream().map(JsonReport::owner).toList()));
        json.put("rule", Value.of(change.rule()));
        return new MapValue(json.buildOrThrow());
    }

    private static MapValue owner(Owner owner) {
        ImmutableMap.Builder<String, Value> json = ImmutableMap.<String, Value>builder()
                .put("manager", Value.of(owner.manager()))
                .put("operation", Value.of(owner.operation()));
        if (!owner.subresource().isEmpty()) {
            json.put("subresource", Value.of(owner.subresource()));
        }
        owner.atOrBefore().ifPresent(time -> json.put("atOrBefore", Value.of(time.toString())));
        return new MapValue(json.buildOrThrow());
    }

    /** {@code LEFT_BEHIND} as {@code leftBehind}. */
    private static String camelCase(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
