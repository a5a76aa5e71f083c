package dev.gitsync.sync;

/** Asked before each write: Kubernetes has no fencing, so whoever lost the Lease has to find out by itself. */
@FunctionalInterface
public interface WriteGate {
    /** Whether this process may still write. */
    boolean mayWrite();
}
