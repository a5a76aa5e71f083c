package dev.gitsync.history;

import java.util.List;
import java.util.Optional;

/**
 * The record of every sync, per application, in the order in which they were appended. Thread-safe. Every method throws {@link
 * StoreException} where the database can't be used; each write is all or nothing.
 */
public interface HistoryStore extends AutoCloseable {
    /** Adds a finished sync. An id that the application already has is a {@link StoreException}. */
    void append(SyncRecord sync);

    /** The application's latest syncs with their objects, newest first, at most {@code limit} of them. */
    List<SyncRecord> list(String application, int limit);

    /** One sync with its objects. */
    Optional<SyncRecord> get(String application, String id);

    /** Forgets all but the application's latest {@code count} syncs. */
    void retain(String application, int count);

    /** Forgets all of an application. */
    void remove(String application);

    /** Closes the database behind it, other stores of the same {@link Stores} included. Closing again does nothing. */
    @Override
    void close();
}
