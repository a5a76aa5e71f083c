package dev.gitsync.log;

import java.util.function.UnaryOperator;

/** Where every text goes through before it is logged: messages, exceptions and context alike. Process-wide. */
public final class LogRedaction {
    private static volatile UnaryOperator<String> redactor = UnaryOperator.identity();

    private LogRedaction() {}

    /** Sets the redactor in place of the one before. It is called from any thread and must not log. */
    public static void set(UnaryOperator<String> operator) {
        redactor = operator;
    }

    static String apply(String text) {
        try {
            return redactor.apply(text);
        } catch (RuntimeException e) {
            // Rather no text than one with a secret in it; logging the reason here could come back here.
            return "[not shown: the redaction failed with " + e.getClass().getName() + "]";
        }
    }
}
