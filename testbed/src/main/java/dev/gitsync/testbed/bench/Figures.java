package dev.gitsync.testbed.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How figures are summed up and printed: in milliseconds, as the benchmark's tables show them. */
final class Figures {
    private Figures() {}

    static Duration median(List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2);
    }

    static Duration best(List<Duration> times) {
        return times.stream().min(Duration::compareTo).orElseThrow();
    }

    static double ratio(Duration of, Duration to) {
        return (double) of.toNanos() / to.toNanos();
    }

    static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.0f", time.toNanos() / 1e6);
    }

    /** {@code median 812 ms, best 790 ms of [...]}. */
    static String summary(List<Duration> times) {
        return "median " + millis(median(times)) + " ms, best " + millis(best(times)) + " ms of "
                + times.stream().map(Figures::millis).collect(Collectors.joining(", ", "[", "]"));
    }

    static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
