package dev.gitsync.testbed;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.auth.ApiKeyAuth;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A plain client of the Kubernetes API for tests, independent of the agent's own: paths in, trees out. Its user agent
 * is {@value #USER_AGENT}. A path starts with a slash and may hold a query.
 */
public final class RestClient {
    public static final String USER_AGENT = "testbed";

    private static final String JSON = "application/json";

    private final OkHttpClient http;
    private final String server;
    private final Headers headers;

    private RestClient(OkHttpClient http, String server, Headers headers) {
        this.http = http;
        this.server = server;
        this.headers = headers;
    }

    /** A client with a kubeconfig's current context. */
    public static RestClient of(Path kubeconfig) {
        try (Reader reader = Files.newBufferedReader(kubeconfig)) {
            KubeConfig config = KubeConfig.loadKubeConfig(reader);
            config.setFile(kubeconfig.toFile());
            ApiClient api = ClientBuilder.kubeconfig(config).build();
            Headers.Builder headers = new Headers.Builder().add("User-Agent", USER_AGENT);
            if (api.getAuthentication("BearerToken") instanceof ApiKeyAuth token && token.getApiKey() != null) {
                headers.add("Authorization", "Bearer " + token.getApiKey());
            }
            OkHttpClient http = api.getHttpClient()
                    .newBuilder()
                    .callTimeout(Duration.ofSeconds(60))
                    .build();
            return new RestClient(http, api.getBasePath(), headers.build());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use kubeconfig " + kubeconfig, e);
        }
    }

    /** This client, acting as another user, who the administrator may impersonate. */
    public RestClient as(String user, String... groups) {
        Headers.Builder more = headers.newBuilder().add("Impersonate-User", user);
        for (String group : groups) {
            more.add("Impersonate-Group", group);
        }
        return new RestClient(http, server, more.build());
    }

    /** This client under another name in the audit log. */
    public RestClient withUserAgent(String name) {
        return new RestClient(
                http, server, headers.newBuilder().set("User-Agent", name).build());
    }

    /** This client with another limit on the time of each call, which is a minute otherwise. */
    public RestClient withTimeout(Duration limit) {
        OkHttpClient limited = http.newBuilder()
                .callTimeout(limit)
                .connectTimeout(limit)
                .readTimeout(limit)
                .build();
        return new RestClient(limited, server, headers);
    }

    /** The path of a resource's objects, {@code /apis/apps/v1/namespaces/web/deployments}; of all namespaces for an empty one. */
    public static String path(String apiVersion, String resource, String namespace) {
        String root = apiVersion.contains("/") ? "/apis/" : "/api/";
        String scope = namespace.isEmpty() ? "" : "/namespaces/" + namespace;
        return root + apiVersion + scope + "/" + resource;
    }

    /** The path of one object; of a cluster-scoped one for an empty namespace. */
    public static String path(String apiVersion, String resource, String namespace, String name) {
        return path(apiVersion, resource, namespace) + "/" + name;
    }

    /** What is at a path. */
    public Value get(String path) {
        return Json.parse(send("GET", path, JSON, null));
    }

    /** What is at a path, or nothing where the API server answers 404. */
    public Optional<Value> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (RestException e) {
            if (e.code() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The items of the list at a path. */
    public List<Value> list(String path) {
        return get(path).itemsAt("items");
    }

    /** Whether a path answers with a success; anything else, and no answer, is false. */
    public boolean answers(String path) {
        try (Response response = http.newCall(request("GET", path, JSON, null)).execute()) {
            return response.isSuccessful();
        } catch (IOException e) {
            return false;
        }
    }

    /** Posts an object to the path of its resource. */
    public Value create(String path, Value object) {
        return Json.parse(send("POST", path, JSON, Json.bytes(object)));
    }

    /** Puts an object in the place of the one at a path. */
    public Value replace(String path, Value object) {
        return Json.parse(send("PUT", path, JSON, Json.bytes(object)));
    }

    /** Sends a JSON merge patch (RFC 7386) as the given field manager. */
    public Value mergePatch(String path, Value patch, String fieldManager) {
        return Json.parse(send(
                "PATCH",
                query(path, "fieldManager=" + fieldManager),
                "application/merge-patch+json",
                Json.bytes(patch)));
    }

    /** Applies an object on the server side as the given field manager; a conflict is an error. */
    public Value apply(String path, Value object, String fieldManager) {
        return patchApply(path, object, "fieldManager=" + fieldManager);
    }

    /** Applies an object on the server side as the given field manager, taking over what others own. */
    public Value forceApply(String path, Value object, String fieldManager) {
        return patchApply(path, object, "fieldManager=" + fieldManager + "&force=true");
    }

    private Value patchApply(String path, Value object, String options) {
        return Json.parse(send("PATCH", query(path, options), "application/apply-patch+yaml", Json.bytes(object)));
    }

    /** Deletes what is at a path, in the background where it has dependents. */
    public void delete(String path) {
        send("DELETE", query(path, "propagationPolicy=Background"), JSON, null);
    }

    /** Deletes what is at a path if it is there. */
    public void deleteIfPresent(String path) {
        try {
            delete(path);
        } catch (RestException e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }

    private static String query(String path, String options) {
        return path + (path.contains("?") ? "&" : "?") + options;
    }

    private byte[] send(String method, String path, String contentType, byte @Nullable [] body) {
        try (Response response =
                http.newCall(request(method, path, contentType, body)).execute()) {
            byte[] answer = response.body().bytes();
            if (!response.isSuccessful()) {
                throw failure(method + " " + path, response.code(), answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + e.getMessage(), e);
        }
    }

    private Request request(String method, String path, String contentType, byte @Nullable [] body) {
        RequestBody sent = body == null ? null : RequestBody.create(body, MediaType.get(contentType));
        return new Request.Builder()
                .url(server + path)
                .headers(headers)
                .header("Accept", JSON)
                .method(method, sent)
                .build();
    }

    private static RestException failure(String request, int code, byte[] answer) {
        String text = new String(answer, StandardCharsets.UTF_8);
        if (!text.startsWith("{")) {
            return new RestException(request, code, "", text);
        }
        Value status = Json.parse(answer);
        return new RestException(
                request,
                code,
                status.stringAt("reason").orElse(""),
                status.stringAt("message").orElse(text));
    }
}
