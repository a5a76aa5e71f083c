package dev.gitsync.api;

import dev.gitsync.api.ApplicationStatus.Health;
import dev.gitsync.api.ApplicationStatus.Resource;
import dev.gitsync.api.ApplicationStatus.Summary;
import dev.gitsync.api.ApplicationStatus.Sync;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.MapValue;
import java.util.Map;
import java.util.TreeMap;

/** An {@link ApplicationStatus} as the tree that the API server holds, and back. */
final class StatusValues {
    private StatusValues() {}

    static ApplicationStatus read(MapValue status) {
        MapValue health = status.mapAt("health");
        return new ApplicationStatus(
                Fields.number(status, "observedGeneration"),
                Fields.list(status, "conditions", Condition::of),
                new Sync(
                        SyncStatus.of(Fields.text(status.mapAt("sync"), "status")),
                        status.stringAt("sync", "revision")),
                new Health(health.stringAt("status").orElse(Health.UNKNOWN.status()), health.stringAt("message")),
                summary(status.mapAt("summary")),
                Fields.list(status, "resources", StatusValues::resource),
                Fields.count(status, "resourcesOmitted"),
                Fields.list(status, "history", HistoryEntry::of),
                status.stringAt("lastHandledReconcileAt"));
    }

    static MapValue write(ApplicationStatus status) {
        MapValue sync = new Fields.Writer()
                .text("status", status.sync().status().text())
                .text("revision", status.sync().revision())
                .done();
        MapValue health = new Fields.Writer()
                .text("status", status.health().status())
                .text("message", status.health().message())
                .done();
        return new Fields.Writer()
                .put("observedGeneration", Value.of(status.observedGeneration()))
                .list("conditions", Fields.list(status.conditions(), Condition::toValue))
                .map("sync", sync)
                .map("health", health)
                .map("summary", of(status.summary()))
                .list("resources", Fields.list(status.resources(), StatusValues::of))
                .count("resourcesOmitted", status.resourcesOmitted())
                .list("history", Fields.list(status.history(), HistoryEntry::toValue))
                .text("lastHandledReconcileAt", status.lastHandledReconcileAt())
                .done();
    }

    private static Summary summary(MapValue summary) {
        Map<String, Integer> health = new TreeMap<>();
        summary.mapAt("health").fields().forEach((status, count) -> {
            if (count instanceof IntegerValue) {
                health.put(status, Fields.count(summary.mapAt("health"), status));
            }
        });
        return new Summary(
                Fields.count(summary, "objects"),
                Fields.count(summary, "synced"),
                Fields.count(summary, "outOfSync"),
                Fields.count(summary, "unknown"),
                health);
    }

    private static MapValue of(Summary summary) {
        Fields.Writer health = new Fields.Writer();
        summary.health().forEach(health::count);
        return new Fields.Writer()
                .put("objects", Value.of(summary.objects()))
                .put("synced", Value.of(summary.synced()))
                .put("outOfSync", Value.of(summary.outOfSync()))
                .put("unknown", Value.of(summary.unknown()))
                .map("health", health.done())
                .done();
    }

    private static Resource resource(MapValue resource) {
        return new Resource(
                Fields.text(resource, "group"),
                Fields.text(resource, "kind"),
                Fields.text(resource, "namespace"),
                Fields.text(resource, "name"),
                SyncStatus.of(Fields.text(resource, "status")),
                Fields.text(resource, "health"),
                Fields.text(resource, "message"));
    }

    static MapValue of(Resource resource) {
        return new Fields.Writer()
                .text("group", resource.group())
                .text("kind", resource.kind())
                .text("namespace", resource.namespace())
                .text("name", resource.name())
                .text("status", resource.status().text())
                .text("health", resource.health())
                .text("message", resource.message())
                .done();
    }
}
