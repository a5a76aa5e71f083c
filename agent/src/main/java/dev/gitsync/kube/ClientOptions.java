package dev.gitsync.kube;

import java.time.Duration;

/**
 * What a client does alike in all its requests.
 *
 * @param userAgent who asks, as the server's audit log shows it
 * @param patience how long one operation may take, its retries included; watches excepted
 * @param observer is told of every request
 */
public record ClientOptions(String userAgent, Duration patience, RequestObserver observer) {
    /** {@code gitsync/<version>}, 30 seconds, observed by nobody. */
    public static ClientOptions ofVersion(String version) {
        return new ClientOptions("gitsync/" + version, Duration.ofSeconds(30), RequestObserver.NONE);
    }

    public ClientOptions withObserver(RequestObserver other) {
        return new ClientOptions(userAgent, patience, other);
    }

    public ClientOptions withPatience(Duration other) {
        return new ClientOptions(userAgent, other, observer);
    }
}
