/** Compares with the cluster, and carries a plan out on it. */
@NullMarked
package dev.gitsync.sync;

import org.jspecify.annotations.NullMarked;
