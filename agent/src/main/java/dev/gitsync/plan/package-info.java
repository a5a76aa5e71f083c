/** What a sync will do, decided before it does anything: a plan is data. Pure. */
@NullMarked
package dev.gitsync.plan;

import org.jspecify.annotations.NullMarked;
