package dev.gitsync.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An exception with its causes as text, its messages made safe, at most {@value #MAX} characters. */
final class StackTrace {
    private static final int MAX = 16 * 1024;
    private static final int MAX_CAUSES = 20;

    private StackTrace() {}

    static String of(IThrowableProxy thrown, UnaryOperator<String> makeSafe) {
        StringBuilder text = new StringBuilder();
        String label = "";
        @Nullable IThrowableProxy next = thrown;
        for (int depth = 0; next != null && depth < MAX_CAUSES && text.length() < MAX; depth++) {
            text.append(label).append(next.getClassName());
            if (next.getMessage() != null) {
                text.append(": ").append(makeSafe.apply(next.getMessage()));
            }
            StackTraceElementProxy[] frames =
                    Objects.requireNonNullElse(next.getStackTraceElementProxyArray(), new StackTraceElementProxy[0]);
            int own = frames.length - next.getCommonFrames();
            for (int i = 0; i < own && text.length() < MAX; i++) {
                text.append("\n\t").append(frames[i].getSTEAsString());
            }
            label = "\nCaused by: ";
            next = next.getCause();
        }
        return text.length() < MAX ? text.toString() : text.substring(0, MAX) + "\n\t… (cut)";
    }
}
