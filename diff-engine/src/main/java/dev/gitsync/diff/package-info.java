/** The three-way diff: base, desired and live in, the class of every changed field out. Pure. */
@NullMarked
package dev.gitsync.diff;

import org.jspecify.annotations.NullMarked;
