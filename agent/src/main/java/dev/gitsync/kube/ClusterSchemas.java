package dev.gitsync.kube;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.schema.OpenApiDocument;
import dev.gitsync.schema.OpenApiException;
import dev.gitsync.schema.SchemaSource;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Json;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.Value.StringValue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The types of an API server, by OpenAPI v3. A group version's document is fetched when one of its kinds is first asked
 * for and kept under its hash, so that only what changed is fetched again. Safe for use by many threads.
 *
 * <p>A kind that no document knows is untyped, and is looked for again: after a second, later ever more seldom.
 */
public final class ClusterSchemas implements SchemaSource {
    private static final Duration FIRST_RECHECK = Duration.ofSeconds(1);
    private static final Duration LAST_RECHECK = Duration.ofMinutes(5);

    private record Type(String apiVersion, String kind) {}

    private record Missing(long since, Duration recheck) {
        boolean due() {
            return System.nanoTime() - since >= recheck.toNanos();
        }

        static Missing after(@Nullable Missing last) {
            Duration next = last == null ? FIRST_RECHECK : last.recheck.multipliedBy(2);
            return new Missing(System.nanoTime(), next.compareTo(LAST_RECHECK) > 0 ? LAST_RECHECK : next);
        }
    }

    private final KubeClient client;
    private final ReentrantLock fetching = new ReentrantLock();
    private final Map<String, OpenApiDocument> documents = new ConcurrentHashMap<>();
    private final Map<Type, Missing> missing = new ConcurrentHashMap<>();

    /** The address of each document, with its hash, by its path: {@code apis/apps/v1}. */
    private volatile @Nullable ImmutableMap<String, String> index;

    public ClusterSchemas(KubeClient client) {
        this.client = client;
    }

    /**
     * The type of the objects of a kind at a version.
     *
     * @throws SchemaUnavailableException if the server does not answer
     */
    @Override
    public TypeSchema schemaOf(String apiVersion, String kind) {
        Type type = new Type(apiVersion, kind);
        try {
            Optional<TypeSchema> known = find(type);
            if (known.isPresent()) {
                return known.get();
            }
            Missing last = missing.get(type);
            if (last != null && !last.due()) {
                return TypeSchema.Untyped.UNTYPED;
            }
            index = null;
            Optional<TypeSchema> found = find(type);
            if (found.isPresent()) {
                missing.remove(type);
            } else {
                missing.put(type, Missing.after(last));
            }
            return found.orElse(TypeSchema.Untyped.UNTYPED);
        } catch (KubeException | JsonException | OpenApiException e) {
            throw new SchemaUnavailableException(apiVersion, e);
        }
    }

    /** Lets the next look-up ask for what changed, for instance after a CRD did. */
    public void invalidate() {
        index = null;
        missing.clear();
    }

    private Optional<TypeSchema> find(Type type) throws KubeException {
        String path = (type.apiVersion.contains("/") ? "apis/" : "api/") + type.apiVersion;
        String address = index().get(path);
        if (address == null) {
            return Optional.empty();
        }
        OpenApiDocument document = documents.get(address);
        if (document == null) {
            document = fetched(path, address);
        }
        return document.schemaOf(type.apiVersion, type.kind);
    }

    private OpenApiDocument fetched(String path, String address) throws KubeException {
        fetching.lock();
        try {
            OpenApiDocument meanwhile = documents.get(address);
            if (meanwhile != null) {
                return meanwhile;
            }
            String current = address;
            byte[] json;
            try {
                json = client.raw(address, "application/json");
            } catch (KubeException e) {
                if (e.code() != 301) {
                    throw e;
                }
                // The document changed since the index was read: its old address leads on to a new hash.
                index = null;
                current = index().getOrDefault(path, address);
                json = client.raw(current, "application/json");
            }
            OpenApiDocument parsed = OpenApiDocument.parse(json);
            documents.put(current, parsed);
            return parsed;
        } finally {
            fetching.unlock();
        }
    }

    private ImmutableMap<String, String> index() throws KubeException {
        ImmutableMap<String, String> known = index;
        if (known != null) {
            return known;
        }
        fetching.lock();
        try {
            ImmutableMap<String, String> meanwhile = index;
            if (meanwhile != null) {
                return meanwhile;
            }
            ImmutableMap.Builder<String, String> paths = ImmutableMap.builder();
            Json.parse(client.raw("/openapi/v3", "application/json"))
                    .mapAt("paths")
                    .fields()
                    .forEach((path, entry) -> {
                        if (entry.at("serverRelativeURL").orElse(null) instanceof StringValue(String address)) {
                            paths.put(path, address);
                        }
                    });
            ImmutableMap<String, String> fetched = paths.buildOrThrow();
            documents.keySet().retainAll(fetched.values());
            index = fetched;
            return fetched;
        } finally {
            fetching.unlock();
        }
    }
}
