package dev.gitsync.git;

import java.time.Duration;

/**
 * What one operation on a remote repository may cost.
 *
 * @param connectTimeout how long a connection may take to be made
 * @param silenceTimeout how long a server may say nothing
 * @param totalTimeout how long a clone or fetch may take in all, including the wait for another one of that repository
 * @param maxFetchBytes the largest answer to a clone or fetch over HTTP
 * @param allowFile whether {@code file:} repositories are allowed
 */
public record GitLimits(
        Duration connectTimeout,
        Duration silenceTimeout,
        Duration totalTimeout,
        long maxFetchBytes,
        boolean allowFile) {

    /** Generous for a large repository; {@code file:} is not allowed. */
    public static GitLimits defaults() {
        return new GitLimits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(10), 4L << 30, false);
    }

    public GitLimits withAllowFile(boolean allow) {
        return new GitLimits(connectTimeout, silenceTimeout, totalTimeout, maxFetchBytes, allow);
    }

    /** How long a list of refs may take: it is short, so a server that trickles it is given up early. */
    Duration listTimeout() {
        Duration list = connectTimeout.plus(silenceTimeout.multipliedBy(2));
        return list.compareTo(totalTimeout) < 0 ? list : totalTimeout;
    }
}
