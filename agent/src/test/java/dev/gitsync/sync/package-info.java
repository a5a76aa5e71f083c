/** Tests of how a plan is carried out. */
@NullMarked
package dev.gitsync.sync;

import org.jspecify.annotations.NullMarked;
