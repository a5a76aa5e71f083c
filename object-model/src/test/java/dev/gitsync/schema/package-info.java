@NullMarked
package dev.gitsync.schema;

import org.jspecify.annotations.NullMarked;
