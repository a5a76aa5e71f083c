package dev.gitsync.kube;

import dev.gitsync.value.Value.MapValue;

/** What a request to delete an object came to. */
public enum Deletion {
    /** There was no such object. */
    ABSENT,
    /** It is gone. */
    DONE,
    /** It goes later: its finalizers, or the seconds that a Pod has to end, hold it. */
    BEGUN;

    /** By the answer: the object itself where it is still there, else a {@code Status}. */
    static Deletion answered(MapValue answer) {
        return answer.stringAt("metadata", "deletionTimestamp").isPresent() ? BEGUN : DONE;
    }
}
