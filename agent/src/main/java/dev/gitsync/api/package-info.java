/**
 * The objects of the API group {@code gitsync.dev}: reading them, what of them this version refuses, and writing their
 * status. Pure: nothing here speaks to a cluster. {@code docs/spec/application.md} and {@code docs/spec/inventory.md}
 * say what they mean; {@code deploy/crds} holds their schemas.
 */
@NullMarked
package dev.gitsync.api;

import org.jspecify.annotations.NullMarked;
