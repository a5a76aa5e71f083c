/** {@code gitsync demo}: the main job, shown on a real cluster and a real Git server, each step checked on the API server. */
@NullMarked
package dev.gitsync.testbed.demo;

import org.jspecify.annotations.NullMarked;
