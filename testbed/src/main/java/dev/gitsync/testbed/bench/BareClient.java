package dev.gitsync.testbed.bench;

import dev.gitsync.testbed.bench.ConfigMaps.Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The least that a client can do: send bytes that are ready as forced server-side applies over HTTP/2, and read the answers
 * without looking at them. No faster sync is to be had with the same requests.
 */
final class BareClient {
    private static final MediaType APPLY = MediaType.get("application/apply-patch+yaml");

    private final OkHttpClient http;
    private final String server;

    private BareClient(OkHttpClient http, String server) {
        this.http = http;
        this.server = server;
    }

    static BareClient of(Path kubeconfig) {
        try (Reader reader = Files.newBufferedReader(kubeconfig)) {
            KubeConfig config = KubeConfig.loadKubeConfig(reader);
            config.setFile(kubeconfig.toFile());
            ApiClient api = ClientBuilder.kubeconfig(config).build();
            OkHttpClient http =
                    api.getHttpClient().newBuilder().readTimeout(Duration.ZERO).build();
            BareClient client = new BareClient(http, api.getBasePath());
            client.get("/version"); // so that the writers find a connection and don't open one each
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use kubeconfig " + kubeconfig, e);
        }
    }

    /** Begins to read a path; for watches. A resource that the server is still making ready is waited for as it asks to. */
    Response open(String path) throws IOException {
        while (true) {
            Response response = http.newCall(
                            new Request.Builder().url(server + path).build())
                    .execute();
            if (response.isSuccessful()) {
                return response;
            }
            try (response) {
                String wait = response.header("Retry-After");
                if (response.code() != 429 || wait == null) {
                    throw new IOException(path + ": " + response.code() + " "
                            + response.body().string());
                }
                Thread.sleep(Duration.ofSeconds(Long.parseLong(wait)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private void get(String path) throws IOException {
        try (Response response = open(path)) {
            response.body().bytes();
        }
    }

    /** Applies all patches, by so many writers at once, and returns how long that took. */
    Duration apply(String namespace, List<Patch> patches, int writers) {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                running.add(threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < patches.size(); i = next.getAndIncrement()) {
                        apply(namespace, patches.get(i));
                    }
                    return null;
                }));
            }
            for (Future<?> writer : running) {
                writer.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void apply(String namespace, Patch patch) throws IOException {
        Request request = new Request.Builder()
                .url(server + "/api/v1/namespaces/" + namespace + "/configmaps/" + patch.name()
                        + "?fieldManager=gitsync&fieldValidation=Warn&force=true")
                .header("Accept", "application/json")
                .patch(RequestBody.create(patch.json(), APPLY))
                .build();
        try (Response response = http.newCall(request).execute()) {
            byte[] answer = response.body().bytes();
            if (!response.isSuccessful()) {
                throw new IOException(request.url() + ": " + response.code() + " "
                        + new String(answer, java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }
}
