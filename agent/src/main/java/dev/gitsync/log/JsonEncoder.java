package dev.gitsync.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import java.util.Arrays;

/**
 * One flat JSON object a line: {@code time}, {@code level}, {@code logger}, {@code message}, the context ({@code application},
 * {@code revision}, {@code sync}) where there is one, and {@code error} with the stack trace where something was thrown.
 */
final class JsonEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] encode(ILoggingEvent event) {
        ImmutableMap.Builder<String, Value> fields = ImmutableMap.<String, Value>builder()
                .put("time", Value.of(TextEncoder.TIME.format(Instant.ofEpochMilli(event.getTimeStamp()))))
                .put("level", Value.of(event.getLevel().toString()))
                .put("logger", Value.of(event.getLoggerName()))
                .put("message", safe(event.getFormattedMessage()));
        for (String key : LogContext.KEYS) {
            if (event.getMDCPropertyMap().get(key) instanceof String value) {
                fields.put(key, safe(value));
            }
        }
        if (event.getThrowableProxy() != null) {
            fields.put("error", Value.of(StackTrace.of(event.getThrowableProxy(), LogRedaction::apply)));
        }
        byte[] json = Json.bytes(new MapValue(fields.buildOrThrow()));
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private static Value safe(String text) {
        return Value.of(LogRedaction.apply(text));
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
