package dev.gitsync.log;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Passes on what libraries log by {@code java.util.logging}, which would otherwise go around format and redaction. */
final class JulHandler extends Handler {
    private static final String NAMELESS = "java.util.logging";

    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord record) {
        String name = record.getLoggerName();
        LoggingEventBuilder event =
                LoggerFactory.getLogger(name == null ? NAMELESS : name).atLevel(level(record.getLevel()));
        if (record.getThrown() != null) {
            event = event.setCause(record.getThrown());
        }
        // The text is data: braces in it are no places for arguments.
        event.log("{}", formatter.formatMessage(record));
    }

    private static org.slf4j.event.Level level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return org.slf4j.event.Level.ERROR;
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return org.slf4j.event.Level.WARN;
        }
        return level.intValue() >= Level.INFO.intValue() ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.DEBUG;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
