/** What {@code make bench} runs: gitsync against the least that any client could do, on a real control plane. */
@NullMarked
package dev.gitsync.testbed.bench;

import org.jspecify.annotations.NullMarked;
