package dev.gitsync.api;

import java.util.Optional;

/**
 * The cluster and namespace that an Application is applied to; the cluster was checked to be the agent's own.
 *
 * @param namespace where namespaced objects go that name no namespace
 */
public record Destination(Optional<String> server, Optional<String> name, Optional<String> namespace) {}
