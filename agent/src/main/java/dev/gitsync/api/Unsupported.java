package dev.gitsync.api;

import com.google.common.collect.ImmutableMap;
import java.util.Set;

/**
 * What of an Argo CD Application this version does not act on. A field whose neglect would render, apply or delete
 * something else than was meant is refused; one that informs people only is accepted; any other is reported.
 * {@code docs/spec/application.md} has the same tables.
 */
final class Unsupported {
    /** Fields that are refused where they hold anything, and why. */
    static final ImmutableMap<String, String> REFUSED_FIELDS = ImmutableMap.<String, String>builder()
            .put(
                    "spec.dependsOn",
                    "an order between Applications is not supported yet, so it would be applied too early")
            .put(
                    "spec.ignoreDifferences",
                    "ignored differences are not supported yet, so the fields would be overwritten")
            .put("spec.sourceHydrator", "hydrated sources are not supported: name the hydrated branch in spec.source")
            .put("spec.source.chart", "Helm charts are not supported yet")
            .put("spec.source.helm", "Helm charts are not supported yet")
            .put(
                    "spec.source.kustomize",
                    "kustomize settings outside the kustomization file are not supported yet: "
                            + "write them into the kustomization file")
            .put("spec.source.plugin", "config management plugins are not supported")
            .put("spec.source.ref", "a source that others refer to is not supported yet")
            .put("spec.source.directory.jsonnet", "Jsonnet is not supported")
            .put("spec.source.directory.include", "file patterns are not supported yet, so other files would be read")
            .put("spec.source.directory.exclude", "file patterns are not supported yet, so other files would be read")
            .put(
                    "spec.syncPolicy.managedNamespaceMetadata",
                    "labels and annotations of a created namespace are not supported yet: put the Namespace into Git")
            .put("operation.sync.manifests", "manifests from outside Git are not supported")
            .put("operation.sync.resources", "a sync of some of the objects is not supported yet")
            .put("operation.sync.source", "a sync from another source is not supported")
            .put("operation.sync.sources", "a sync from other sources is not supported")
            .put("operation.sync.revisions", "a sync of several sources is not supported yet")
            .put("operation.sync.syncStrategy.apply", "objects are always applied server-side, without --force")
            .buildOrThrow();

    /** Fields for people, with nothing to act on. */
    static final Set<String> INFORMATIVE_FIELDS = Set.of(
            "spec.info",
            "spec.source.name",
            "operation.info",
            "operation.initiatedBy.automated",
            "operation.sync.autoHealAttemptsCount",
            "operation.sync.syncStrategy.hook");

    /** Sync options that are gitsync's way anyway, or make no difference to the outcome. */
    static final Set<String> ACCEPTED_OPTIONS = Set.of(
            "CreateNamespace=true",
            "CreateNamespace=false",
            "ServerSideApply=true",
            "ApplyOutOfSyncOnly=true",
            "ApplyOutOfSyncOnly=false",
            "PruneLast=true",
            "PruneLast=false",
            "PrunePropagationPolicy=background",
            "Prune=true",
            "Delete=true",
            "Replace=false",
            "Force=false",
            "Validate=true",
            "SkipDryRunOnMissingResource=true",
            "SkipDryRunOnMissingResource=false",
            "RespectIgnoreDifferences=true",
            "RespectIgnoreDifferences=false",
            "FailOnSharedResource=true",
            "ClientSideApplyMigration=false");

    /** Sync options whose neglect does no harm, and what happens instead. */
    static final ImmutableMap<String, String> REPORTED_OPTIONS = ImmutableMap.of(
            "ServerSideApply=false", "objects are always applied server-side",
            "Validate=false", "fields that the API server does not know are always an error",
            "PrunePropagationPolicy=foreground", "what left Git is deleted in the background",
            "FailOnSharedResource=false", "an object of another Application is never taken over",
            "ClientSideApplyMigration=true", "fields of a client-side apply stay with their manager");

    /** Sync options that are refused, and why. */
    static final ImmutableMap<String, String> REFUSED_OPTIONS = ImmutableMap.of(
            "Replace=true", "objects are applied, never replaced",
            "Force=true", "objects are never deleted to make them anew",
            "PrunePropagationPolicy=orphan", "dependents of a pruned object are deleted with it",
            "Prune=false", "leave out spec.syncPolicy.automated.prune instead",
            "Prune=confirm", "deletions that wait for a confirmation are not supported yet",
            "Delete=false", "leave out the finalizer " + Names.FINALIZER + " instead",
            "Delete=confirm", "deletions that wait for a confirmation are not supported yet");

    private Unsupported() {}
}
