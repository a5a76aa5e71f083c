package dev.gitsync.api;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Kubernetes and Argo CD write them: Go's {@code 1h30m}, {@code 500ms}; and a bare number of seconds. */
final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

    private GoDuration() {}

    /** The duration that a text names, or nothing where it names none that fits. */
    static Optional<Duration> parse(String text) {
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            Duration sum = Duration.ZERO;
            Matcher part = PART.matcher(text);
            while (part.find()) {
                BigDecimal nanos = new BigDecimal(part.group(1)).multiply(nanos(part.group(2)));
                sum = sum.plusNanos(nanos.toBigInteger().longValueExact());
            }
            return Optional.of(sum);
        } catch (ArithmeticException | DateTimeException e) {
            // Longer than 292 years: no duration that anybody means.
            return Optional.empty();
        }
    }

    private static BigDecimal nanos(String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "h" -> 3_600_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "ms" -> 1_000_000L;
                    case "us", "µs" -> 1_000L;
                    default -> 1L;
                });
    }
}
