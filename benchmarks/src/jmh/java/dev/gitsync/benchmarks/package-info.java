/** JMH benchmarks of the engines, run by {@code bin/bench engines}. */
@NullMarked
package dev.gitsync.benchmarks;

import org.jspecify.annotations.NullMarked;
