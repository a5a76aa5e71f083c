package dev.gitsync.api;

import java.time.Duration;

/**
 * How often and when a failed sync of the same revision is tried again.
 *
 * @param limit how many retries; negative for no limit, 0 for none
 * @param duration the delay before the first retry
 * @param factor by what each further delay is multiplied, at least 1
 * @param maxDuration the longest delay
 */
public record RetryPolicy(int limit, Duration duration, int factor, Duration maxDuration) {
    /** Without end, after 5 s, 10 s, 20 s, 40 s, 80 s, and then every 3 min: a raised quota or a fixed webhook heals by itself. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(-1, Duration.ofSeconds(5), 2, Duration.ofMinutes(3));

    /** Whether a further retry is allowed after a number of them. */
    public boolean allows(int retries) {
        return limit < 0 || retries < limit;
    }

    /** The delay before a retry, counted from 0. */
    public Duration delay(int retry) {
        Duration delay = duration;
        // A factor of 1 never grows, and any other passes every bound within 64 steps.
        for (int i = 0; i < Math.min(retry, 64) && factor > 1 && delay.compareTo(maxDuration) < 0; i++) {
            delay = delay.multipliedBy(factor);
        }
        return delay.compareTo(maxDuration) < 0 ? delay : maxDuration;
    }
}
