package dev.gitsync.health;

/** The health of an object or of an application, from best to worst, in Argo CD's words and order. */
public enum HealthStatus {
    /** It does what it is there for. */
    HEALTHY("Healthy"),
    /** It was told to rest. */
    SUSPENDED("Suspended"),
    /** It is not there yet, and may still get there by itself. */
    PROGRESSING("Progressing"),
    /** It does not exist in the cluster. */
    MISSING("Missing"),
    /** It failed, or somebody has to act. */
    DEGRADED("Degraded"),
    /** It can't be told. */
    UNKNOWN("Unknown");

    private final String text;

    HealthStatus(String text) {
        this.text = text;
    }

    /** The status of a word; {@link #UNKNOWN} for a word that is none. */
    public static HealthStatus of(String word) {
        for (HealthStatus status : values()) {
            if (status.text.equals(word)) {
                return status;
            }
        }
        return UNKNOWN;
    }

    /** The worse of two. */
    public HealthStatus worst(HealthStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The worst of all; {@link #HEALTHY} where there are none. */
    public static HealthStatus worst(Iterable<HealthStatus> all) {
        HealthStatus worst = HEALTHY;
        for (HealthStatus status : all) {
            worst = worst.worst(status);
        }
        return worst;
    }

    /** As the API writes it: {@code Healthy}. */
    public String text() {
        return text;
    }
}
