@NullMarked
package dev.gitsync.yaml;

import org.jspecify.annotations.NullMarked;
