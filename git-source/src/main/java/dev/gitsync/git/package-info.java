/**
 * Git repositories as a source: bare mirrors, revisions, and trees of files read straight from the object database.
 * Nothing is checked out, no system {@code git} runs, and no Git configuration of the user or the machine counts.
 */
@NullMarked
package dev.gitsync.git;

import org.jspecify.annotations.NullMarked;
