@NullMarked
package dev.gitsync.api;

import org.jspecify.annotations.NullMarked;
