/** YAML with the meaning that kubectl gives it. */
@NullMarked
package dev.gitsync.yaml;

import org.jspecify.annotations.NullMarked;
