package dev.gitsync.history;

import org.jdbi.v3.core.Handle;

/**
 * A database that holds the schema of this package: the seam between the stores and a backend. Each call is one transaction.
 * Failures come out as {@link StoreException}.
 */
interface Transactions extends AutoCloseable {
    /** What a transaction does. It must not keep the handle. */
    @FunctionalInterface
    interface Work<T> {
        T run(Handle handle);
    }

    /**
     * Runs work in a transaction and commits it, or rolls it back where it throws.
     *
     * @param what the work in words that complete "can't …", for the message of a failure
     */
    <T> T run(String what, Work<T> work);

    @Override
    void close();
}
