/** Directories of YAML and JSON files. */
@NullMarked
package dev.gitsync.render.plain;

import org.jspecify.annotations.NullMarked;
