package dev.gitsync.testbed.bench;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Watches one object, and knows when each of its states was seen; asking again and again would cost the API server time. */
final class ObjectWatch implements AutoCloseable {
    private record Seen(long nanos, MapValue object) {}

    private final Response response;
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

    private ObjectWatch(Response response) {
        this.response = response;
    }

    /** Begins; returns when the server has accepted the watch. The path is of all objects of the namespace. */
    static ObjectWatch start(BareClient client, String path, String name) {
        try {
            ObjectWatch watch =
                    new ObjectWatch(client.open(path + "?watch=true&fieldSelector=metadata.name%3D" + name));
            Thread.ofVirtual().start(watch::read);
            return watch;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try {
            BufferedSource lines = response.body().source();
            for (@Nullable String line = lines.readUtf8Line(); line != null; line = lines.readUtf8Line()) {
                long now = System.nanoTime();
                seen.add(new Seen(now, Json.parse(line).mapAt("object")));
            }
        } catch (IOException | IllegalStateException e) {
            // closed: whoever still waits is told by the time limit
            return;
        }
    }

    /** Waits for a state; when it was seen, by {@link System#nanoTime}. States that came before it are passed over. */
    long await(String what, Predicate<MapValue> state, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        @Nullable MapValue last = null;
        try {
            while (true) {
                Seen next = seen.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new IllegalStateException("not seen within " + limit + ": " + what + "; last seen: "
                            + (last == null ? "nothing" : Json.text(last)));
                }
                last = next.object();
                if (state.test(last)) {
                    return next.nanos();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        response.close();
    }
}
