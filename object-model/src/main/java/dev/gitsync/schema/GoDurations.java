package dev.gitsync.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 1h30m}, after Go's {@code time.ParseDuration}. */
final class GoDurations {
    private static final Pattern PART =
            Pattern.compile("([0-9]{1,32}(?:\\.[0-9]{0,32})?|\\.[0-9]{1,32})(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");

    private GoDurations() {}

    /** The length in nanoseconds; nothing for a text that is no duration. */
    static Optional<BigDecimal> nanoseconds(String duration) {
        boolean negative = duration.startsWith("-");
        String text = negative || duration.startsWith("+") ? duration.substring(1) : duration;
        if (text.equals("0")) {
            return Optional.of(BigDecimal.ZERO);
        }
        Matcher parts = PART.matcher(text);
        BigDecimal sum = BigDecimal.ZERO;
        int end = 0;
        while (end < text.length() && parts.find(end) && parts.start() == end) {
            BigDecimal unit = BigDecimal.valueOf(inNanoseconds(parts.group(2)));
            sum = sum.add(new BigDecimal(parts.group(1)).multiply(unit).setScale(0, RoundingMode.DOWN));
            end = parts.end();
        }
        return text.isEmpty() || end < text.length() ? Optional.empty() : Optional.of(negative ? sum.negate() : sum);
    }

    private static long inNanoseconds(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000;
        };
    }
}
