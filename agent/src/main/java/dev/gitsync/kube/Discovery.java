package dev.gitsync.kube;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.gitsync.value.Json;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What an API server serves, by aggregated discovery: two requests in all. The answer is kept; a look-up that finds
 * nothing asks again, at most once a second, so that a CRD that was just created is found.
 *
 * <p>An aggregated API that does not answer keeps the resources that it had. If it never answered, a look-up in it is an
 * exception: nobody can say that the kind does not exist.
 */
public final class Discovery {
    private static final String ACCEPT = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
    private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);

    private record GroupKind(String group, String kind) {}

    private record VersionKind(String apiVersion, String kind) {}

    /**
     * One answer of the server.
     *
     * @param byGroupKind the preferred version first
     * @param stale group versions that did not answer
     * @param unknown those of them of which nothing is known from before
     */
    private record Served(
            ImmutableMap<VersionKind, ApiResource> resources,
            ImmutableListMultimap<GroupKind, ApiResource> byGroupKind,
            ImmutableSet<String> stale,
            ImmutableSet<String> unknown) {}

    private final KubeClient client;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile @Nullable Served served;
    private volatile boolean invalid;
    private long askedAt;

    public Discovery(KubeClient client) {
        this.client = client;
    }

    /**
     * The resource of a kind at a version, such as {@code apps/v1} and {@code Deployment}.
     *
     * @return nothing where the server does not serve it
     * @throws KubeException if the server, or the aggregated API in question, does not answer
     */
    public Optional<ApiResource> resource(String apiVersion, String kind) throws KubeException {
        VersionKind wanted = new VersionKind(apiVersion, kind);
        ApiResource known = current().resources.get(wanted);
        if (known != null) {
            return Optional.of(known);
        }
        Served asked = askedAgain();
        ApiResource found = asked.resources.get(wanted);
        if (found == null && asked.unknown.contains(apiVersion)) {
            throw silent(apiVersion);
        }
        return Optional.ofNullable(found);
    }

    /** The resource of a kind at the version that the server prefers; see {@link #resource}. */
    public Optional<ApiResource> byGroupKind(String group, String kind) throws KubeException {
        GroupKind wanted = new GroupKind(group, kind);
        ImmutableList<ApiResource> known = current().byGroupKind.get(wanted);
        if (!known.isEmpty()) {
            return Optional.of(known.getFirst());
        }
        Served asked = askedAgain();
        ImmutableList<ApiResource> found = asked.byGroupKind.get(wanted);
        if (!found.isEmpty()) {
            return Optional.of(found.getFirst());
        }
        for (String apiVersion : asked.unknown) {
            if (group.equals(ObjectKey.groupOf(apiVersion))) {
                throw silent(apiVersion);
            }
        }
        return Optional.empty();
    }

    /** Every resource that is served, each at all its versions. */
    public ImmutableList<ApiResource> all() throws KubeException {
        return current().resources.values().asList();
    }

    /** The group versions of aggregated APIs that did not answer when last asked, such as {@code metrics.k8s.io/v1beta1}. */
    public ImmutableSet<String> stale() {
        Served known = served;
        return known == null ? ImmutableSet.of() : known.stale;
    }

    /** Lets the next look-up ask the server, for instance after a CRD changed. */
    public void invalidate() {
        invalid = true;
    }

    /** Asks the server now. */
    public void refresh() throws KubeException {
        refreshing.lock();
        try {
            fetch();
        } finally {
            refreshing.unlock();
        }
    }

    private static KubeException silent(String apiVersion) {
        String why = "the API that serves " + apiVersion + " does not answer; see its APIService";
        return KubeException.unanswered("discover " + apiVersion, why, null);
    }

    private Served current() throws KubeException {
        Served known = served;
        if (known != null && !invalid) {
            return known;
        }
        refreshing.lock();
        try {
            Served meanwhile = served;
            return meanwhile != null && !invalid ? meanwhile : fetch();
        } finally {
            refreshing.unlock();
        }
    }

    private Served askedAgain() throws KubeException {
        refreshing.lock();
        try {
            Served known = served;
            boolean recent = System.nanoTime() - askedAt < REFRESH_INTERVAL.toNanos();
            return known != null && recent ? known : fetch();
        } finally {
            refreshing.unlock();
        }
    }

    private Served fetch() throws KubeException {
        invalid = false;
        long start = System.nanoTime();
        Collector collector = new Collector(served);
        collector.groups(document("/api"));
        collector.groups(document("/apis"));
        Served result = collector.served();
        served = result;
        askedAt = start;
        return result;
    }

    private Value document(String path) throws KubeException {
        Value document;
        try {
            document = Json.parse(client.raw(path, ACCEPT));
        } catch (JsonException e) {
            throw KubeException.unanswered("discover " + path, String.valueOf(e.getMessage()), e);
        }
        if (!document.stringAt("kind").orElse("").equals("APIGroupDiscoveryList")) {
            throw KubeException.unanswered(
                    "discover " + path,
                    "the server has no aggregated discovery; Kubernetes 1.27 or newer is needed",
                    null);
        }
        return document;
    }

    /** Gathers the groups of both documents. */
    private static final class Collector {
        private final @Nullable Served before;
        private final Map<VersionKind, ApiResource> resources = new LinkedHashMap<>();
        private final ImmutableSet.Builder<String> stale = ImmutableSet.builder();
        private final ImmutableSet.Builder<String> unknown = ImmutableSet.builder();

        Collector(@Nullable Served before) {
            this.before = before;
        }

        void groups(Value document) {
            for (Value group : document.itemsAt("items")) {
                String name = group.stringAt("metadata", "name").orElse("");
                for (Value version : group.itemsAt("versions")) {
                    version(name, version);
                }
            }
        }

        private void version(String group, Value version) {
            String name = version.stringAt("version").orElse("");
            String apiVersion = group.isEmpty() ? name : group + "/" + name;
            if (version.stringAt("freshness").orElse("Current").equals("Stale")) {
                stale.add(apiVersion);
                if (!restore(apiVersion) && version.itemsAt("resources").isEmpty()) {
                    unknown.add(apiVersion);
                }
            }
            for (Value resource : version.itemsAt("resources")) {
                ApiResource served = resource(group, name, resource);
                resources.putIfAbsent(new VersionKind(apiVersion, served.kind()), served);
            }
        }

        private boolean restore(String apiVersion) {
            boolean any = false;
            if (before != null) {
                for (Map.Entry<VersionKind, ApiResource> entry : before.resources.entrySet()) {
                    if (entry.getKey().apiVersion.equals(apiVersion)) {
                        resources.put(entry.getKey(), entry.getValue());
                        any = true;
                    }
                }
            }
            return any;
        }

        private static ApiResource resource(String group, String version, Value resource) {
            ImmutableSet.Builder<String> subresources = ImmutableSet.builder();
            for (Value each : resource.itemsAt("subresources")) {
                each.stringAt("subresource").ifPresent(subresources::add);
            }
            ImmutableSet.Builder<String> verbs = ImmutableSet.builder();
            for (Value each : resource.itemsAt("verbs")) {
                if (each instanceof Value.StringValue(String verb)) {
                    verbs.add(verb);
                }
            }
            return new ApiResource(
                    group,
                    version,
                    resource.stringAt("responseKind", "kind").orElse(""),
                    resource.stringAt("resource").orElse(""),
                    resource.stringAt("scope").orElse("").equals("Namespaced"),
                    verbs.build(),
                    subresources.build());
        }

        Served served() {
            ImmutableListMultimap.Builder<GroupKind, ApiResource> byGroupKind = ImmutableListMultimap.builder();
            resources.forEach(
                    (key, resource) -> byGroupKind.put(new GroupKind(resource.group(), resource.kind()), resource));
            return new Served(ImmutableMap.copyOf(resources), byGroupKind.build(), stale.build(), unknown.build());
        }
    }
}
