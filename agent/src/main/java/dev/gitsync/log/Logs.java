package dev.gitsync.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import java.util.List;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Sets up logging for the process: to standard error, so that a command's output stays its own. */
public final class Logs {
    /** Libraries whose INFO is of use to their authors only. */
    private static final List<String> NOISY = List.of(
            "org.eclipse.jgit",
            "okhttp3",
            "io.kubernetes",
            "org.flywaydb",
            "org.jdbi",
            "com.sun.net.httpserver",
            "jdk.httpserver",
            "sun.net");

    private Logs() {}

    /** Logs from now on in a format, from a level on; noisy libraries from WARN on, except at TRACE. May be called again. */
    public static void configure(LogFormat format, Level level) {
        configure((LoggerContext) LoggerFactory.getILoggerFactory(), format, level);
        java.util.logging.Logger root = LogManager.getLogManager().getLogger("");
        for (java.util.logging.Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new JulHandler());
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> LoggerFactory.getLogger(Logs.class)
                .error("Thread {} ended by an exception that nothing caught", thread.getName(), thrown));
    }

    static void configure(LoggerContext context, LogFormat format, Level level) {
        context.reset();
        Encoder<ILoggingEvent> encoder = encoder(format);
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stderr");
        console.setTarget(ConsoleTarget.SystemErr.getName());
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
        root.addAppender(console);
        if (level == Level.INFO || level == Level.DEBUG) {
            NOISY.forEach(name -> context.getLogger(name).setLevel(ch.qos.logback.classic.Level.WARN));
        }
        // Logs an error with a stack trace on every orderly end; our own Leadership says what matters.
        context.getLogger("io.kubernetes.client.extended.leaderelection").setLevel(ch.qos.logback.classic.Level.OFF);
    }

    static Encoder<ILoggingEvent> encoder(LogFormat format) {
        return switch (format) {
            case TEXT -> new TextEncoder();
            case JSON -> new JsonEncoder();
        };
    }
}
