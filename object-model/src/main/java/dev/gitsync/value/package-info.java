/** The tree of one Kubernetes object, and its JSON. */
@NullMarked
package dev.gitsync.value;

import org.jspecify.annotations.NullMarked;
