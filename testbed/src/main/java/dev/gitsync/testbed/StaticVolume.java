package dev.gitsync.testbed;

import dev.gitsync.value.Value;

/**
 * A PersistentVolume made by hand, for a cluster without a provisioner: the cluster's own controllers bind it to a claim
 * that asks for its storage class. Closing it deletes it.
 */
public record StaticVolume(String name, TestCluster cluster) implements AutoCloseable {
    private static final String PATH = "/api/v1/persistentvolumes";

    /** Creates a volume that many may write to, of a storage class and with a capacity such as {@code 1Gi}. */
    public static StaticVolume create(TestCluster cluster, String name, String storageClass, String capacity) {
        Value modes = Value.list(Value.of("ReadWriteOnce"), Value.of("ReadOnlyMany"), Value.of("ReadWriteMany"));
        Value spec = Value.map(
                "storageClassName", Value.of(storageClass),
                "capacity", Value.map("storage", Value.of(capacity)),
                "accessModes", modes,
                "persistentVolumeReclaimPolicy", Value.of("Retain"),
                "hostPath", Value.map("path", Value.of("/nonexistent/" + name)));
        cluster.rest().create(PATH, Value.map("metadata", Value.map("name", Value.of(name)), "spec", spec));
        return new StaticVolume(name, cluster);
    }

    @Override
    public void close() {
        cluster.rest().deleteIfPresent(PATH + "/" + name);
    }
}
