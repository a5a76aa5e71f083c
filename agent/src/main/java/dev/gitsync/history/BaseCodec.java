package dev.gitsync.history;

import dev.gitsync.diff.Base;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A base as deflated JSON. Declared and answered stand side by side in one stream, since the second is mostly the first again.
 * Not thread-safe; close it to free its native memory.
 */
final class BaseCodec implements AutoCloseable {
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final Inflater inflater = new Inflater(true);

    byte[] write(Base base) {
        deflater.reset();
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater, 4096)) {
            deflating.write(Json.bytes(Value.map("declared", base.declared(), "answered", base.answered())));
        } catch (IOException e) {
            throw new UncheckedIOException("can't deflate in memory", e);
        }
        return out.toByteArray();
    }

    /**
     * Reads what {@link #write} gave.
     *
     * @throws IOException if the bytes are no deflate stream
     * @throws dev.gitsync.value.JsonException if the stream holds no JSON
     */
    Base read(byte[] content) throws IOException {
        inflater.reset();
        try (InflaterInputStream inflating =
                new InflaterInputStream(new ByteArrayInputStream(content), inflater, 4096)) {
            MapValue base = Json.parse(inflating).mapAt();
            return new Base(base.mapAt("declared"), base.mapAt("answered"));
        }
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
