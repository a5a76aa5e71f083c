package dev.gitsync.api;

import dev.gitsync.value.ObjectKey;
import java.util.Optional;

/**
 * One object that an Application owns.
 *
 * @param version in which it was declared; part of the address, not of the identity
 * @param uid of the object as it was last seen; absent where it was not created yet
 */
public record InventoryEntry(ObjectKey object, String version, Optional<String> uid) {}
