package dev.gitsync.kube;

import dev.gitsync.value.Json;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** The events of one watch; one thread reads, any may close. */
final class WatchStream implements AutoCloseable {
    private final String operation;
    private final Call call;
    private final Response response;
    private final BufferedSource lines;

    WatchStream(String operation, Call call, Response response) {
        this.operation = operation;
        this.call = call;
        this.response = response;
        this.lines = response.body().source();
    }

    /**
     * Waits for the next event.
     *
     * @return null where the server ended the watch in good order
     * @throws KubeException if the connection broke or was silent for too long
     */
    @Nullable
    MapValue next() throws KubeException {
        try {
            while (!lines.exhausted()) {
                long end = lines.indexOf((byte) '\n');
                byte[] line = end < 0 ? lines.readByteArray() : lines.readByteArray(end + 1);
                if (!blank(line)) {
                    return Json.parse(line) instanceof MapValue event ? event : MapValue.EMPTY;
                }
            }
            return null;
        } catch (IOException e) {
            throw KubeException.unanswered(operation, String.valueOf(e.getMessage()), e);
        } catch (JsonException e) {
            throw KubeException.unanswered(operation, "an event broke off: " + e.getMessage(), e);
        }
    }

    private static boolean blank(byte[] line) {
        return line.length == 0 || (line.length == 1 && line[0] == '\n');
    }

    @Override
    public void close() {
        call.cancel();
        response.close();
    }
}
