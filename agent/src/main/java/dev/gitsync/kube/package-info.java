/**
 * All that speaks to an API server: requests, discovery, types, watches, the cache of managed objects, and the lease.
 *
 * <p>Objects are {@link dev.gitsync.value.Value} trees throughout. Of client-java only the kubeconfig, the reading of
 * keys and the leader elector are used: its typed models reject unknown fields and rewrite values, so no object passes
 * through them.
 */
@NullMarked
package dev.gitsync.kube;

import org.jspecify.annotations.NullMarked;
