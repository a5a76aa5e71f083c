package dev.gitsync.plan;

import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.StringValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the annotations of an object ask for, in the words of Argo CD, Flux and Helm. What protects an object is honoured; what
 * this version can't do is refused or named, see {@link #hook} and {@link #notActedOn}.
 */
public final class ObjectOptions {
    private static final List<String> SYNC_OPTIONS =
            List.of("argocd.argoproj.io/sync-options", "gitsync.dev/sync-options");
    private static final List<String> HOOKS = List.of("argocd.argoproj.io/hook", "helm.sh/hook", "gitsync.dev/hook");
    private static final List<String> IGNORED =
            List.of("argocd.argoproj.io/sync-wave", "gitsync.dev/sync-wave", "kustomize.toolkit.fluxcd.io/reconcile");
    private static final String HELM_POLICY = "helm.sh/resource-policy";
    private static final String FLUX_PRUNE = "kustomize.toolkit.fluxcd.io/prune";

    /** Options that change nothing: it is how gitsync works anyway. */
    private static final Set<String> AS_ALWAYS = Set.of(
            "ServerSideApply=true",
            "ApplyOutOfSyncOnly=true",
            "ApplyOutOfSyncOnly=false",
            "PruneLast=true",
            "Prune=true",
            "Delete=true",
            "Replace=false",
            "Force=false",
            "Validate=true",
            "SkipDryRunOnMissingResource=true",
            "SkipDryRunOnMissingResource=false");

    private ObjectOptions() {}

    /** Why an object that left Git stays: {@code Prune=false} or the like. */
    public static Optional<String> keptFromPrune(MapValue object) {
        return kept(object, "Prune");
    }

    /** Why an object stays when its Application is deleted: {@code Delete=false} or the like. */
    public static Optional<String> keptFromDeletion(MapValue object) {
        return kept(object, "Delete");
    }

    private static Optional<String> kept(MapValue object, String option) {
        Optional<String> byOption = syncOptions(object)
                // Nobody can confirm yet, so what waits for that is kept.
                .filter(value -> value.equals(option + "=false") || value.equals(option + "=confirm"))
                .findFirst();
        Optional<String> byPolicy = annotation(object, HELM_POLICY)
                .filter(value -> value.equals("keep"))
                .map(value -> HELM_POLICY + ": " + value);
        Optional<String> byFlux = annotation(object, FLUX_PRUNE)
                .filter(value -> value.equalsIgnoreCase("disabled"))
                .map(value -> FLUX_PRUNE + ": " + value);
        return byOption.or(() -> byPolicy).or(() -> byFlux).map(why -> "it stays: its annotations say " + why);
    }

    /** The annotation that makes an object a hook: such an object must not be applied like any other. */
    static Optional<String> hook(MapValue object) {
        return HOOKS.stream()
                .filter(name -> annotation(object, name).isPresent())
                .findFirst();
    }

    /** What an object's annotations ask for that this version does not do, and that does no harm. */
    public static List<String> notActedOn(MapValue object) {
        Stream<String> ignored =
                IGNORED.stream().filter(name -> annotation(object, name).isPresent());
        Stream<String> options = syncOptions(object)
                .filter(option ->
                        !AS_ALWAYS.contains(option) && !option.startsWith("Prune=") && !option.startsWith("Delete="))
                .map(option -> "sync option " + option);
        return Stream.concat(ignored, options).toList();
    }

    private static Stream<String> syncOptions(MapValue object) {
        return SYNC_OPTIONS.stream()
                .flatMap(name -> annotation(object, name).stream())
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(option -> !option.isEmpty());
    }

    private static Optional<String> annotation(MapValue object, String name) {
        return object.at("metadata", "annotations", name)
                .map(value -> value instanceof StringValue(String text) ? text.strip() : null);
    }
}
