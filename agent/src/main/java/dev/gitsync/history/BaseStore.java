package dev.gitsync.history;

import dev.gitsync.diff.Base;
import dev.gitsync.value.ObjectKey;
import java.util.Map;
import java.util.Set;

/**
 * What was last applied with success, per object of an application, masked. Lost without harm: the diff then goes by ownership.
 * Thread-safe. Every method throws {@link StoreException} where the database can't be used; each write is all or nothing.
 */
public interface BaseStore {
    /** All bases of an application. One that can't be read back is left out, with a warning in the log. */
    Map<ObjectKey, Base> load(String applicationUid);

    /** Sets the bases of the objects that changed and forgets those of the objects that are gone. */
    void save(String applicationUid, Map<ObjectKey, Base> changed, Set<ObjectKey> gone);

    /** Forgets all of an application. */
    void remove(String applicationUid);

    /** The key under which secret values are masked: 32 random bytes, made once and kept with the bases. */
    byte[] maskKey();
}
