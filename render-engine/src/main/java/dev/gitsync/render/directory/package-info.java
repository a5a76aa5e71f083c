/** Directories of a repository, rendered by what is in them. */
@NullMarked
package dev.gitsync.render.directory;

import org.jspecify.annotations.NullMarked;
