package dev.gitsync.diff;

import java.time.Instant;
import java.util.Optional;

/**
 * Who wrote a field's live value, as far as {@code managedFields} tells: a program, not a person.
 *
 * @param manager the field manager's name
 * @param operation {@code Apply} or {@code Update}
 * @param subresource empty, {@code status} or {@code scale}
 * @param atOrBefore the time of the manager's latest change of any field, so the field changed at or before it; absent
 *     for {@code scale}
 */
public record Owner(String manager, String operation, String subresource, Optional<Instant> atOrBefore) {}
