package dev.gitsync.kube;

import java.time.Duration;

/** Is told of every request that was sent, each attempt by itself; called on the requesting thread. */
@FunctionalInterface
public interface RequestObserver {
    /** Looks away. */
    RequestObserver NONE = (verb, resource, code, took) -> {};

    /**
     * A request ended.
     *
     * @param verb as in RBAC, such as {@code get}, {@code list} and {@code watch}, but {@code apply} for a server-side apply
     * @param resource the plural with its group, such as {@code deployments.apps}; the path for other requests
     * @param code the HTTP status; 0 where no answer came
     * @param took until the answer's first byte for a watch, to its last byte for others
     */
    void requested(String verb, String resource, int code, Duration took);
}
