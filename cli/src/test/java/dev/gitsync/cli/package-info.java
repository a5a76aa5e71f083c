/** The program as users have it: the agent as a process, the commands, a real API server and a real Git server. */
@org.jspecify.annotations.NullMarked
package dev.gitsync.cli;
