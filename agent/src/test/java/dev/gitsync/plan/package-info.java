/** Tests of what a sync will do. */
@NullMarked
package dev.gitsync.plan;

import org.jspecify.annotations.NullMarked;
