package dev.gitsync.controller;

/** Why a pass could not go on: it becomes status in one place. The message is for a person and holds no secret. */
final class SyncFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kind of failure, under the name that the status condition has. */
    enum Reason {
        InvalidSpec(true, false),
        SourceFailed(false, true),
        RevisionNotFound(false, true),
        RenderFailed(true, true),
        EmptyRender(true, true),
        DuplicateObject(true, true),
        InventoryInvalid(true, false),
        ClusterUnavailable(false, true),
        SyncFailed(false, true),
        InternalError(false, true);

        /** Whether only somebody's change can help. */
        final boolean stalls;

        /** Whether waiting may help. */
        final boolean retried;

        Reason(boolean stalls, boolean retried) {
            this.stalls = stalls;
            this.retried = retried;
        }
    }

    private final Reason reason;

    SyncFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
