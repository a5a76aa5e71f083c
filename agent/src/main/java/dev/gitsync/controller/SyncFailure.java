package dev.gitsync.controller;

/** Why a pass could not go on: it becomes status in one place. The message is for a person and holds no secret. */
final class SyncFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kind of failure, under the name that the status condition has. */
    enum Reason {
        InvalidSpec(true),
        SourceFailed(false),
        RevisionNotFound(false),
        RenderFailed(true),
        EmptyRender(true),
        DuplicateObject(true),
        InventoryInvalid(true),
        ClusterUnavailable(false),
        SyncFailed(false),
        InternalError(false);

        /** Whether only somebody's change can help. */
        final boolean stalls;

        Reason(boolean stalls) {
            this.stalls = stalls;
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
