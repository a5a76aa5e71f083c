package dev.gitsync.api;

import java.util.Arrays;

/** Whether the cluster is as Git says. What can't be decided is {@link #UNKNOWN}, never {@link #SYNCED}. */
public enum SyncStatus {
    SYNCED("Synced"),
    OUT_OF_SYNC("OutOfSync"),
    UNKNOWN("Unknown");

    private final String text;

    SyncStatus(String text) {
        this.text = text;
    }

    /** As the API writes it. */
    public String text() {
        return text;
    }

    /** The status that a text of the API names; {@link #UNKNOWN} for any other text. */
    public static SyncStatus of(String text) {
        return Arrays.stream(values())
                .filter(status -> status.text.equals(text))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
