@NullMarked
package dev.gitsync.value;

import org.jspecify.annotations.NullMarked;
