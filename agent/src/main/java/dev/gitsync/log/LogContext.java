package dev.gitsync.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What log lines belong to, until it is closed: then the thread's lines belong to what they belonged to before. Close it on the
 * thread that opened it, latest first.
 *
 * {@snippet :
 * try (LogContext _ = LogContext.application("gitsync/shop"); LogContext _ = LogContext.revision(commit)) {
 *     threads.submit(LogContext.wrap(task));
 * }
 * }
 */
public final class LogContext implements AutoCloseable {
    static final String APPLICATION = "application";
    static final String REVISION = "revision";
    static final String SYNC = "sync";

    /** The keys that log lines show, in their order. */
    static final List<String> KEYS = List.of(APPLICATION, REVISION, SYNC);

    private final String key;
    private final @Nullable String before;

    private LogContext(String key, String value) {
        this.key = key;
        this.before = MDC.get(key);
        MDC.put(key, value);
    }

    /** Lines belong to an application from here on, named {@code namespace/name}. */
    public static LogContext application(String namespaceAndName) {
        return new LogContext(APPLICATION, namespaceAndName);
    }

    /** Lines belong to a commit from here on. */
    public static LogContext revision(String commit) {
        return new LogContext(REVISION, commit);
    }

    /** Lines belong to a sync from here on. */
    public static LogContext sync(String id) {
        return new LogContext(SYNC, id);
    }

    /** The task with this thread's context, on whatever thread it runs. */
    public static Runnable wrap(Runnable task) {
        Map<String, String> here = copy();
        return () -> {
            Map<String, String> there = copy();
            MDC.setContextMap(here);
            try {
                task.run();
            } finally {
                MDC.setContextMap(there);
            }
        };
    }

    /** The task with this thread's context, on whatever thread it runs. */
    public static <T> Callable<T> wrap(Callable<T> task) {
        Map<String, String> here = copy();
        return () -> {
            Map<String, String> there = copy();
            MDC.setContextMap(here);
            try {
                return task.call();
            } finally {
                MDC.setContextMap(there);
            }
        };
    }

    private static Map<String, String> copy() {
        Map<String, String> context = MDC.getCopyOfContextMap();
        return context == null ? Map.of() : context;
    }

    @Override
    public void close() {
        if (before == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, before);
        }
    }
}
