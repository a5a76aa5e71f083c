/** From a {@link FileTree} to manifests. Knows no Git and no Kubernetes client: usable on its own. */
@NullMarked
package dev.gitsync.render;

import org.jspecify.annotations.NullMarked;
