/**
 * How well one live object does, from the object alone: generic rules first, then those of its kind, then its standard
 * conditions. Pure.
 *
 * <p>The generic rules are kstatus' (sigs.k8s.io/cli-utils), the words and their order Argo CD's. Where the two disagree, or
 * where both are known to mislead, the rule says what was chosen and why.
 */
@NullMarked
package dev.gitsync.health;

import org.jspecify.annotations.NullMarked;
