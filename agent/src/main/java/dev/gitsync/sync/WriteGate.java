package dev.gitsync.sync;

import dev.gitsync.kube.KubeException;

/** Asked before each write: Kubernetes has no fencing, so whoever lost the Lease has to find out by itself. */
@FunctionalInterface
public interface WriteGate {
    /** Whether this process may still write. */
    boolean mayWrite();

    /**
     * Goes on only where this process may write.
     *
     * @param write what is about to be written, for the message
     * @throws KubeException if it may not: nothing was sent
     */
    default void require(String write) throws KubeException {
        if (!mayWrite()) {
            throw KubeException.unsent(write, "this process no longer holds the Lease");
        }
    }
}
