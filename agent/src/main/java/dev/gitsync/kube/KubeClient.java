package dev.gitsync.kube;

import com.google.common.collect.ImmutableList;
import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * The requests that gitsync sends to one API server. Safe for use by many threads; every method blocks, which suits
 * virtual threads, and ends within the client's patience.
 *
 * <p>What the server refuses, and what gets no answer, is a {@link KubeException}. Requests that can be repeated without
 * harm are, a few times; after any other that got no answer nobody knows whether it was carried out.
 */
public final class KubeClient implements AutoCloseable {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final MediaType APPLY = MediaType.get("application/apply-patch+yaml");
    private static final MediaType JSON_PATCH = MediaType.get("application/json-patch+json");
    private static final MediaType MERGE_PATCH = MediaType.get("application/merge-patch+json");
    private static final String ACCEPT_JSON = "application/json";
    private static final String ACCEPT_METADATA =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
    private static final String ACCEPT_METADATA_LIST =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    private final Transport transport;
    private final Duration patience;
    private final String namespace;

    private KubeClient(Transport transport, Duration patience, String namespace) {
        this.transport = transport;
        this.patience = patience;
        this.namespace = namespace;
    }

    private static KubeClient of(Connection connection, ClientOptions options) {
        Transport transport = new Transport(connection, options.userAgent(), options.observer());
        return new KubeClient(transport, options.patience(), connection.namespace());
    }

    /**
     * A client as a kubeconfig file says.
     *
     * @param context null for the file's current one
     */
    public static KubeClient fromKubeconfig(Path file, @Nullable String context, ClientOptions options)
            throws KubeconfigException {
        return of(Kubeconfig.fromFile(file, context), options);
    }

    /** A client as kubectl would find it: {@code $KUBECONFIG}, else {@code ~/.kube/config}, else the pod's account. */
    public static KubeClient standard(@Nullable String context, ClientOptions options) throws KubeconfigException {
        return of(Kubeconfig.standard(context, System.getenv()), options);
    }

    /** A client with the service account of the pod that we run in. */
    public static KubeClient inCluster(ClientOptions options) throws KubeconfigException {
        return of(Kubeconfig.inCluster(System.getenv()), options);
    }

    /** This client with another patience; it shares this one's connections, and is closed with it. */
    public KubeClient withPatience(Duration other) {
        return new KubeClient(transport, other, namespace);
    }

    /** The namespace that the context names, {@code default} where it names none. */
    public String defaultNamespace() {
        return namespace;
    }

    /** The API server's address. */
    public String server() {
        return transport.server().toString();
    }

    /**
     * Reads one object.
     *
     * @return nothing where it does not exist; that the resource itself is not served is an exception (404)
     */
    public Optional<MapValue> get(ApiResource resource, String inNamespace, String name) throws KubeException {
        return get(resource, inNamespace, name, ACCEPT_JSON);
    }

    /** Reads the {@code metadata} of one object; see {@link #get}. */
    public Optional<MapValue> getMetadata(ApiResource resource, String inNamespace, String name) throws KubeException {
        return get(resource, inNamespace, name, ACCEPT_METADATA);
    }

    private Optional<MapValue> get(ApiResource resource, String inNamespace, String name, String accept)
            throws KubeException {
        HttpUrl url = url("get", resource, inNamespace, name, "").build();
        Request request =
                new Request.Builder().url(url).header("Accept", accept).build();
        try {
            MapValue answer = transport.send(
                    exchange("get", resource, resource.key(inNamespace, name), request, true),
                    patience,
                    Transport::object);
            return Optional.of(resource.typed(answer));
        } catch (KubeException e) {
            if (objectAbsent(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A 404 with a reason tells of an object; that the path is not served comes as plain text. */
    private static boolean objectAbsent(KubeException e) {
        return e.isNotFound() && e.reason().equals("NotFound");
    }

    /**
     * Lists a resource page by page.
     *
     * @param inNamespace empty for all namespaces
     * @return the resource version from which a watch goes on
     */
    public String list(ApiResource resource, String inNamespace, ListOptions options, ListPage.Handler pages)
            throws KubeException {
        String token = "";
        int pageSize = options.pageSize();
        while (true) {
            MapValue answer;
            try {
                answer = listPage(resource, inNamespace, options.withPageSize(pageSize), token);
            } catch (KubeException e) {
                if (!e.isGone() || token.isEmpty()) {
                    throw e;
                }
                // The continue token expired. A list in one piece can't expire again, however slow its reader.
                token = "";
                pageSize = 0;
                continue;
            }
            ImmutableList.Builder<MapValue> items = ImmutableList.builder();
            for (Value item : answer.itemsAt("items")) {
                if (item instanceof MapValue object) {
                    items.add(resource.typed(object));
                }
            }
            pages.page(new ListPage(items.build(), token.isEmpty()));
            token = answer.stringAt("metadata", "continue").orElse("");
            if (token.isEmpty()) {
                return answer.stringAt("metadata", "resourceVersion").orElse("");
            }
        }
    }

    /** Lists a resource whole; for what is known to be small. */
    public ImmutableList<MapValue> list(ApiResource resource, String inNamespace, ListOptions options)
            throws KubeException {
        List<MapValue> all = new ArrayList<>();
        list(resource, inNamespace, options, page -> {
            if (page.first()) {
                all.clear();
            }
            all.addAll(page.items());
        });
        return ImmutableList.copyOf(all);
    }

    private MapValue listPage(ApiResource resource, String inNamespace, ListOptions options, String token)
            throws KubeException {
        HttpUrl.Builder url = selected(resource, inNamespace, options.labelSelector(), options.fieldSelector());
        if (options.pageSize() > 0) {
            url.addQueryParameter("limit", String.valueOf(options.pageSize()));
        }
        if (!token.isEmpty()) {
            url.addQueryParameter("continue", token);
        }
        String accept = options.metadataOnly() ? ACCEPT_METADATA_LIST : ACCEPT_JSON;
        Request request =
                new Request.Builder().url(url.build()).header("Accept", accept).build();
        return transport.send(collection("list", resource, inNamespace, request, true), patience, Transport::object);
    }

    private HttpUrl.Builder selected(ApiResource resource, String inNamespace, String labels, String fields) {
        HttpUrl.Builder url = transport.url(resource.path(inNamespace));
        if (!labels.isEmpty()) {
            url.addQueryParameter("labelSelector", labels);
        }
        if (!fields.isEmpty()) {
            url.addQueryParameter("fieldSelector", fields);
        }
        return url;
    }

    /** Begins a watch from a resource version on; {@link ResourceWatch} is what others use. */
    WatchStream watch(ApiResource resource, String inNamespace, ListOptions options, String from, Duration atMost)
            throws KubeException {
        HttpUrl url = selected(resource, inNamespace, options.labelSelector(), options.fieldSelector())
                .addQueryParameter("watch", "true")
                .addQueryParameter("allowWatchBookmarks", "true")
                .addQueryParameter("resourceVersion", from)
                .addQueryParameter("timeoutSeconds", String.valueOf(atMost.toSeconds()))
                .build();
        String accept = options.metadataOnly() ? ACCEPT_METADATA : ACCEPT_JSON;
        Request request =
                new Request.Builder().url(url).header("Accept", accept).build();
        return transport.watch(collection("watch", resource, inNamespace, request, false));
    }

    /**
     * Applies an object server-side.
     *
     * @throws KubeException {@link KubeException#isConflict} where others own its fields and force is off, or where the
     *     object states a {@code resourceVersion} that is not the current one
     */
    public Applied apply(ApiResource resource, MapValue object, ApplyOptions options) throws KubeException {
        return apply(resource, ObjectKey.of(object), Json.bytes(object), options);
    }

    /** Applies an object that was written as JSON before; see {@link #apply(ApiResource, MapValue, ApplyOptions)}. */
    public Applied apply(ApiResource resource, ObjectKey key, byte[] json, ApplyOptions options) throws KubeException {
        return apply(resource, key, "", json, options);
    }

    /** Applies the status of an object. */
    public Applied applyStatus(ApiResource resource, MapValue object, ApplyOptions options) throws KubeException {
        return apply(resource, ObjectKey.of(object), "/status", Json.bytes(object), options);
    }

    private Applied apply(ApiResource resource, ObjectKey key, String below, byte[] json, ApplyOptions options)
            throws KubeException {
        HttpUrl.Builder url = url("apply", resource, key.namespace(), key.name(), below)
                .addQueryParameter("fieldManager", options.fieldManager())
                .addQueryParameter("fieldValidation", options.strict() ? "Strict" : "Warn");
        if (options.force()) {
            url.addQueryParameter("force", "true");
        }
        if (options.dryRun()) {
            url.addQueryParameter("dryRun", "All");
        }
        Request request = new Request.Builder()
                .url(url.build())
                .header("Accept", ACCEPT_JSON)
                .patch(RequestBody.create(json, APPLY))
                .build();
        String verb = options.dryRun() ? "dry-run" : "apply";
        return transport.send(
                exchange(verb, resource, resource.key(key.namespace(), key.name()), request, true),
                patience,
                response -> new Applied(
                        Transport.object(response), response.code() == 201, Warnings.of(response.headers("Warning"))));
    }

    /** Creates an object; {@link KubeException#isAlreadyExists} where it is there. */
    public MapValue create(ApiResource resource, MapValue object, String fieldManager) throws KubeException {
        ObjectKey key = ObjectKey.of(object);
        HttpUrl url = transport
                .url(resource.path(key.namespace()))
                .addQueryParameter("fieldManager", fieldManager)
                .build();
        Request request = accepting(url).post(new OnceBody(Json.bytes(object))).build();
        return transport.send(exchange("create", resource, key, request, false), patience, Transport::object);
    }

    /** Replaces an object; only at the {@code resourceVersion} that it states, if it states one. */
    public MapValue replace(ApiResource resource, MapValue object, String fieldManager) throws KubeException {
        ObjectKey key = ObjectKey.of(object);
        HttpUrl url = url("update", resource, key.namespace(), key.name(), "")
                .addQueryParameter("fieldManager", fieldManager)
                .build();
        Request request =
                accepting(url).put(RequestBody.create(Json.bytes(object), JSON)).build();
        return transport.send(exchange("update", resource, key, request, false), patience, Transport::object);
    }

    /** Changes an object by RFC 6902; a {@code test} that fails is {@link KubeException#isInvalid}. */
    public MapValue jsonPatch(
            ApiResource resource, String inNamespace, String name, ListValue patch, String fieldManager)
            throws KubeException {
        RequestBody body = RequestBody.create(Json.bytes(patch), JSON_PATCH);
        return patch(resource, resource.key(inNamespace, name), "", body, fieldManager);
    }

    /** Changes an object by RFC 7386. */
    public MapValue mergePatch(
            ApiResource resource, String inNamespace, String name, MapValue patch, String fieldManager)
            throws KubeException {
        RequestBody body = RequestBody.create(Json.bytes(patch), MERGE_PATCH);
        return patch(resource, resource.key(inNamespace, name), "", body, fieldManager);
    }

    /** Changes the status of an object by RFC 7386; the patch is of the whole object: {@code {"status": ...}}. */
    public MapValue patchStatus(
            ApiResource resource, String inNamespace, String name, MapValue patch, String fieldManager)
            throws KubeException {
        RequestBody body = RequestBody.create(Json.bytes(patch), MERGE_PATCH);
        return patch(resource, resource.key(inNamespace, name), "/status", body, fieldManager);
    }

    private MapValue patch(ApiResource resource, ObjectKey key, String below, RequestBody body, String fieldManager)
            throws KubeException {
        HttpUrl url = url("patch", resource, key.namespace(), key.name(), below)
                .addQueryParameter("fieldManager", fieldManager)
                .build();
        Request request = accepting(url).patch(body).build();
        // A merge patch may be repeated, a JSON patch that appends may not.
        boolean repeatable = MERGE_PATCH.equals(body.contentType());
        return transport.send(exchange("patch", resource, key, request, repeatable), patience, Transport::object);
    }

    /**
     * Deletes an object, or asks for it where finalizers or a foreground deletion hold it.
     *
     * @throws KubeException {@link KubeException#isConflict} where the object is not the one of the preconditions
     */
    public Deletion delete(ApiResource resource, String inNamespace, String name, DeleteOptions options)
            throws KubeException {
        HttpUrl url = url("delete", resource, inNamespace, name, "").build();
        Request request = accepting(url)
                .delete(RequestBody.create(Json.bytes(options.body()), JSON))
                .build();
        boolean repeatable = !options.uid().isEmpty();
        try {
            MapValue answer = transport.send(
                    exchange("delete", resource, resource.key(inNamespace, name), request, repeatable),
                    patience,
                    Transport::object);
            return Deletion.answered(answer);
        } catch (KubeException e) {
            if (objectAbsent(e)) {
                return Deletion.ABSENT;
            }
            throw e;
        }
    }

    /**
     * Reads any path, such as a discovery or OpenAPI document.
     *
     * @param path with its query, already encoded
     */
    public byte[] raw(String path, String accept) throws KubeException {
        int query = path.indexOf('?');
        HttpUrl url = transport
                .url(query < 0 ? path : path.substring(0, query))
                .encodedQuery(query < 0 ? null : path.substring(query + 1))
                .build();
        Request request =
                new Request.Builder().url(url).header("Accept", accept).build();
        return transport.send(
                new Transport.Exchange("get", path, path, request, true),
                patience,
                response -> response.body().bytes());
    }

    private HttpUrl.Builder url(String verb, ApiResource resource, String inNamespace, String name, String below)
            throws KubeException {
        try {
            return transport.url(resource.path(inNamespace, name) + below);
        } catch (IllegalArgumentException e) {
            throw KubeException.unaddressable(
                    verb + " " + resource.key(inNamespace, name), String.valueOf(e.getMessage()));
        }
    }

    private static Request.Builder accepting(HttpUrl url) {
        return new Request.Builder().url(url).header("Accept", ACCEPT_JSON);
    }

    private static Transport.Exchange exchange(
            String verb, ApiResource resource, ObjectKey key, Request request, boolean repeatable) {
        return new Transport.Exchange(verb, metric(resource), key.toString(), request, repeatable);
    }

    private static Transport.Exchange collection(
            String verb, ApiResource resource, String inNamespace, Request request, boolean repeatable) {
        String subject = inNamespace.isEmpty() ? resource + " in all namespaces" : resource + " in " + inNamespace;
        return new Transport.Exchange(
                verb, metric(resource), resource.namespaced() ? subject : resource.toString(), request, repeatable);
    }

    private static String metric(ApiResource resource) {
        return resource.group().isEmpty() ? resource.plural() : resource.plural() + "." + resource.group();
    }

    @Override
    public void close() {
        transport.close();
    }

    /** A body that the HTTP client never sends a second time by itself: a create may have been carried out. */
    private static final class OnceBody extends RequestBody {
        private final byte[] json;

        OnceBody(byte[] json) {
            this.json = json;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return json.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(json);
        }
    }
}
