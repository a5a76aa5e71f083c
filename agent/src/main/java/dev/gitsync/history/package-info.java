/**
 * What the agent remembers in SQL: the history of syncs, and the bases of the three-way diff. The cluster holds the state, so
 * all of this can be lost without harm.
 */
@NullMarked
package dev.gitsync.history;

import org.jspecify.annotations.NullMarked;
