package dev.gitsync.api;

/** An inventory can't be read as a whole, so nothing of its Application may be pruned. */
public final class InventoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InventoryException(ApplicationKey application, String reason) {
        super("the inventory of Application " + application + " is incomplete: " + reason
                + ". Nothing is pruned until it is put right; to let go of what it lists, delete the objects of kind"
                + " Inventory labelled " + Names.INVENTORY_LABEL + "=" + application.label());
    }
}
