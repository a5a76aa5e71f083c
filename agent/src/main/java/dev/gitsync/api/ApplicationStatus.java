package dev.gitsync.api;

import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What gitsync says of an Application, bounded: whatever it is made from, its JSON stays below 256 KiB. Two equal
 * statuses have equal values, and reading back what was written gives an equal status: an unequal one is the only
 * reason to write.
 *
 * @param conditions at most 16, by type
 * @param resources a capped view, what needs attention first
 * @param resourcesOmitted how many more there are
 * @param history the latest syncs, newest first
 * @param lastHandledReconcileAt the request that was last carried out, see {@link Application#reconcileRequestedAt()}
 */
public record ApplicationStatus(
        long observedGeneration,
        List<Condition> conditions,
        Sync sync,
        Health health,
        Summary summary,
        List<Resource> resources,
        int resourcesOmitted,
        List<HistoryEntry> history,
        Optional<String> lastHandledReconcileAt) {
    private static final int NAME = 253;
    private static final int MESSAGE = 512;
    private static final int MOST_CONDITIONS = 16;
    private static final int MOST_RESOURCES = 200;
    private static final int RESOURCE_BYTES = 64 * 1024;
    private static final int HISTORY_BYTES = 96 * 1024;

    public static final ApplicationStatus EMPTY = new ApplicationStatus(
            0, List.of(), Sync.UNKNOWN, Health.UNKNOWN, Summary.EMPTY, List.of(), 0, List.of(), Optional.empty());

    /** Whether the cluster is as a revision says. */
    public record Sync(SyncStatus status, Optional<String> revision) {
        public static final Sync UNKNOWN = new Sync(SyncStatus.UNKNOWN, Optional.empty());

        public Sync {
            revision = revision.map(text -> Text.cap(text, NAME));
        }
    }

    /** How the objects fare, in the words of the health package; nothing said is {@code Unknown}. */
    public record Health(String status, Optional<String> message) {
        public static final Health UNKNOWN = new Health("Unknown", Optional.empty());

        public Health {
            status = status.isEmpty() ? "Unknown" : Text.cap(status, NAME);
            message = message.map(text -> Text.cap(text, MESSAGE));
        }
    }

    /**
     * How many objects there are, by what they are.
     *
     * @param health by health status, without those that are 0
     */
    public record Summary(int objects, int synced, int outOfSync, int unknown, Map<String, Integer> health) {
        public static final Summary EMPTY = new Summary(0, 0, 0, 0, Map.of());
        private static final int MOST = 16;

        public Summary {
            Map<String, Integer> counts = new TreeMap<>();
            health.entrySet().stream()
                    .filter(entry -> entry.getValue() > 0)
                    .sorted(Map.Entry.comparingByKey())
                    .limit(MOST)
                    .forEach(entry -> counts.put(Text.cap(entry.getKey(), NAME), entry.getValue()));
            health = ImmutableSortedMap.copyOf(counts);
        }
    }

    /** One managed object; {@code health} and {@code message} are empty where there is nothing to say. */
    public record Resource(
            String group,
            String kind,
            String namespace,
            String name,
            SyncStatus status,
            String health,
            String message) {
        // Attention first: what is not synced, then what is not healthy, then by key, so that equal states look alike.
        static final Comparator<Resource> ORDER = Comparator.comparing(
                        (Resource resource) -> resource.status == SyncStatus.SYNCED)
                .thenComparing(resource -> resource.health.isEmpty() || resource.health.equals("Healthy"))
                .thenComparing(Resource::group)
                .thenComparing(Resource::kind)
                .thenComparing(Resource::namespace)
                .thenComparing(Resource::name);

        public Resource {
            group = Text.cap(group, NAME);
            kind = Text.cap(kind, NAME);
            namespace = Text.cap(namespace, NAME);
            name = Text.cap(name, NAME);
            health = Text.cap(health, NAME);
            message = Text.cap(message, MESSAGE);
        }

        public static Resource of(ObjectKey key, SyncStatus status, String health, String message) {
            return new Resource(key.group(), key.kind(), key.namespace(), key.name(), status, health, message);
        }
    }

    public ApplicationStatus {
        conditions = conditions.stream()
                .sorted(Comparator.comparing(Condition::type))
                .limit(MOST_CONDITIONS)
                .toList();
        List<Resource> all = resources.stream().sorted(Resource.ORDER).toList();
        resources = Fields.fitting(all, MOST_RESOURCES, RESOURCE_BYTES, StatusValues::of);
        resourcesOmitted += all.size() - resources.size();
        history = Fields.fitting(history, Integer.MAX_VALUE, HISTORY_BYTES, HistoryEntry::toValue);
        lastHandledReconcileAt = lastHandledReconcileAt.map(ApplicationStatus::capToken);
    }

    /** A request's token as the status keeps it. */
    static String capToken(String token) {
        return Text.cap(token, NAME);
    }

    /** The condition of a type. */
    public Optional<Condition> condition(String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    /** This status with a condition in the place of that of its type, whose transition time it keeps if it agrees. */
    public ApplicationStatus withCondition(Condition condition) {
        List<Condition> next = new ArrayList<>(withoutCondition(condition.type()).conditions);
        next.add(condition(condition.type()).map(condition::since).orElse(condition));
        return withConditions(next);
    }

    public ApplicationStatus withoutCondition(String type) {
        return withConditions(conditions.stream()
                .filter(condition -> !condition.type().equals(type))
                .toList());
    }

    private ApplicationStatus withConditions(List<Condition> next) {
        return new ApplicationStatus(
                observedGeneration,
                next,
                sync,
                health,
                summary,
                resources,
                resourcesOmitted,
                history,
                lastHandledReconcileAt);
    }

    public ApplicationStatus withObservedGeneration(long generation) {
        return new ApplicationStatus(
                generation,
                conditions,
                sync,
                health,
                summary,
                resources,
                resourcesOmitted,
                history,
                lastHandledReconcileAt);
    }

    public ApplicationStatus withSync(Sync next) {
        return new ApplicationStatus(
                observedGeneration,
                conditions,
                next,
                health,
                summary,
                resources,
                resourcesOmitted,
                history,
                lastHandledReconcileAt);
    }

    /** This status with all that is said of the objects: every object is given, and what does not fit is counted. */
    public ApplicationStatus withObjects(Health nextHealth, Summary nextSummary, List<Resource> all) {
        return new ApplicationStatus(
                observedGeneration, conditions, sync, nextHealth, nextSummary, all, 0, history, lastHandledReconcileAt);
    }

    /** This status with a sync put before the others, of which no more than a number stay. */
    public ApplicationStatus withHistory(HistoryEntry latest, int limit) {
        List<HistoryEntry> next = new ArrayList<>(history);
        next.addFirst(latest);
        return new ApplicationStatus(
                observedGeneration,
                conditions,
                sync,
                health,
                summary,
                resources,
                resourcesOmitted,
                next.subList(0, Math.min(limit, next.size())),
                lastHandledReconcileAt);
    }

    public ApplicationStatus withLastHandledReconcileAt(Optional<String> token) {
        return new ApplicationStatus(
                observedGeneration, conditions, sync, health, summary, resources, resourcesOmitted, history, token);
    }

    /** The status that an object holds; what is absent there is empty here. */
    public static ApplicationStatus of(MapValue status) {
        return StatusValues.read(status);
    }

    /** The field {@code status} of an Application. */
    public MapValue toValue() {
        return StatusValues.write(this);
    }

    static Optional<Instant> millis(Optional<Instant> instant) {
        return instant.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
    }
}
