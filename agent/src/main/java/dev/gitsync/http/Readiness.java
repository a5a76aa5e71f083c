package dev.gitsync.http;

import java.util.List;

/**
 * Whether the agent can do its work now.
 *
 * @param reasons why not, for a person; empty where it is ready. They are shown to whoever asks, so they hold no secret
 */
public record Readiness(List<String> reasons) {
    public static final Readiness READY = new Readiness(List.of());

    public Readiness {
        reasons = List.copyOf(reasons);
    }

    public static Readiness notReady(String... reasons) {
        return new Readiness(List.of(reasons));
    }

    public boolean isReady() {
        return reasons.isEmpty();
    }
}
