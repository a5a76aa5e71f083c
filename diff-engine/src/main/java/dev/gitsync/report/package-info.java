/** How a diff is printed. Pure. */
@NullMarked
package dev.gitsync.report;

import org.jspecify.annotations.NullMarked;
