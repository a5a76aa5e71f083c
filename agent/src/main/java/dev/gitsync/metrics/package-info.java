/** What the agent counts and times, under the names that {@code docs/metrics.md} lists. */
@NullMarked
package dev.gitsync.metrics;

import org.jspecify.annotations.NullMarked;
