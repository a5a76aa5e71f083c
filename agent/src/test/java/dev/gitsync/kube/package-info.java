/** Tests against a real API server. */
@NullMarked
package dev.gitsync.kube;

import org.jspecify.annotations.NullMarked;
