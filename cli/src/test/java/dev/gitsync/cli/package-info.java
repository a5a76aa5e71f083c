/** The main job end to end: the agent as a process, against a real API server and a real Git server. */
@NullMarked
package dev.gitsync.cli;

import org.jspecify.annotations.NullMarked;
