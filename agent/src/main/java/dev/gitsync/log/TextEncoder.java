package dev.gitsync.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * {@code 2026-11-22T08:00:00.123Z INFO  sync.Syncer: message application=gitsync/shop revision=…}, and a stack trace on lines
 * that begin with a tab. Foreign text can't begin a line or steer a terminal: control characters are written as escapes.
 */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final String OWN = "dev.gitsync.";
    private static final byte[] NOTHING = {};

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160)
                .append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .append(' ')
                .append("%-5s".formatted(event.getLevel()))
                .append(' ')
                .append(
                        event.getLoggerName().startsWith(OWN)
                                ? event.getLoggerName().substring(OWN.length())
                                : event.getLoggerName())
                .append(": ")
                .append(safe(event.getFormattedMessage()));
        for (String key : LogContext.KEYS) {
            if (event.getMDCPropertyMap().get(key) instanceof String value) {
                line.append(' ').append(key).append('=').append(safe(value));
            }
        }
        if (event.getThrowableProxy() != null) {
            line.append("\n\t").append(StackTrace.of(event.getThrowableProxy(), TextEncoder::safe));
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The text redacted first, since a secret may hold what is escaped. */
    private static String safe(String text) {
        String redacted = LogRedaction.apply(text);
        StringBuilder safe = new StringBuilder(redacted.length());
        redacted.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> {
                    if (isUnsafe(c)) {
                        safe.append("\\u%04x".formatted(c));
                    } else {
                        safe.appendCodePoint(c);
                    }
                }
            }
        });
        return safe.toString();
    }

    /** Control characters, and those that break lines or turn the direction of text. */
    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
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
