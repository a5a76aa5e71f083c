/** The {@code gitsync} command: the same engine as the agent's, for people and for CI. */
@NullMarked
package dev.gitsync.cli;

import org.jspecify.annotations.NullMarked;
