@NullMarked
package dev.gitsync.testbed;

import org.jspecify.annotations.NullMarked;
