package dev.gitsync.health;

/**
 * How well one object does.
 *
 * @param message why, for a person; may be empty where it is healthy. It may quote the object's own status: text of a
 *     controller, not of this program
 */
public record Health(HealthStatus status, String message) {
    static Health healthy(String message) {
        return new Health(HealthStatus.HEALTHY, message);
    }

    static Health progressing(String message) {
        return new Health(HealthStatus.PROGRESSING, message);
    }

    static Health degraded(String message) {
        return new Health(HealthStatus.DEGRADED, message);
    }

    static Health suspended(String message) {
        return new Health(HealthStatus.SUSPENDED, message);
    }

    static Health unknown(String message) {
        return new Health(HealthStatus.UNKNOWN, message);
    }

    /** The worse of two; this one where they are equal. */
    public Health worst(Health other) {
        return other.status.compareTo(status) > 0 ? other : this;
    }
}
