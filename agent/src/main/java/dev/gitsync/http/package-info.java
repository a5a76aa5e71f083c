/** What the agent answers over HTTP: that it lives, that it is ready, and its metrics. */
@NullMarked
package dev.gitsync.http;

import org.jspecify.annotations.NullMarked;
