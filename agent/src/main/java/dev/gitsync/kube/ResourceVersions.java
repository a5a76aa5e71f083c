package dev.gitsync.kube;

/** The order of resource versions, which Kubernetes defines since 1.35 (KEP-5504): as decimal numbers without leading zeros. */
public final class ResourceVersions {
    private ResourceVersions() {}

    /** Whether one resource version of an object is later than another. */
    public static boolean newer(String one, String other) {
        return one.length() != other.length() ? one.length() > other.length() : one.compareTo(other) > 0;
    }
}
