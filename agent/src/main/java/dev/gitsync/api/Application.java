package dev.gitsync.api;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.StringValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One Application as the API server holds it. Reading one never fails: what is wrong with its spec or operation is
 * said in them.
 *
 * @param raw the object that it was read from
 */
public record Application(
        ApplicationKey key,
        String uid,
        String resourceVersion,
        long generation,
        boolean deleting,
        List<String> finalizers,
        Map<String, String> annotations,
        SpecResult spec,
        Optional<Operation> operation,
        ApplicationStatus status,
        MapValue raw) {
    public Application {
        finalizers = List.copyOf(finalizers);
        annotations = ImmutableMap.copyOf(annotations);
    }

    public static Application of(MapValue object) {
        MapValue metadata = object.mapAt("metadata");
        return new Application(
                new ApplicationKey(
                        metadata.stringAt("namespace").orElse(""),
                        metadata.stringAt("name").orElse("")),
                metadata.stringAt("uid").orElse(""),
                metadata.stringAt("resourceVersion").orElse(""),
                metadata.at("generation").orElse(new IntegerValue(0)) instanceof IntegerValue(long number) ? number : 0,
                metadata.stringAt("deletionTimestamp").isPresent(),
                metadata.itemsAt("finalizers").stream()
                        .flatMap(item -> item.stringAt().stream())
                        .toList(),
                annotations(metadata.mapAt("annotations")),
                SpecReader.read(object.mapAt("spec")),
                object.at("operation").map(value -> value instanceof MapValue map ? Operation.of(map) : null),
                ApplicationStatus.of(object.mapAt("status")),
                object);
    }

    private static Map<String, String> annotations(MapValue map) {
        ImmutableMap.Builder<String, String> annotations = ImmutableMap.builder();
        map.fields().forEach((name, value) -> {
            if (value instanceof StringValue(String text)) {
                annotations.put(name, text);
            }
        });
        return annotations.buildOrThrow();
    }

    /** Why nothing may be done for this Application, each reason with the path of its field; empty where all is well. */
    public List<String> invalid() {
        return switch (spec) {
            case SpecResult.Valid _ -> List.of();
            case SpecResult.Invalid invalid -> invalid.errors();
        };
    }

    /** The spec to act on; nothing where it is {@link #invalid()}. */
    public Optional<ApplicationSpec> validSpec() {
        return switch (spec) {
            case SpecResult.Valid valid -> Optional.of(valid.spec());
            case SpecResult.Invalid _ -> Optional.empty();
        };
    }

    /** The fields of the spec that are not acted on and do not hinder, each with its path. */
    public List<String> unsupportedFields() {
        return spec.unsupportedFields();
    }

    /**
     * What {@code status.lastHandledReconcileAt} is to say once the reconcile that was asked for is done; nothing where
     * none was asked for. Argo CD's annotation holds no time: it reads as {@code refresh=normal}, and whoever handles it
     * removes it, see {@link #refreshAnnotated()}.
     */
    public Optional<String> reconcileRequestedAt() {
        Optional<String> own = Optional.ofNullable(annotations.get(Names.REQUESTED_AT_ANNOTATION))
                .map(ApplicationStatus::capToken);
        return own.isPresent()
                ? own
                : Optional.ofNullable(annotations.get(Names.ARGO_REFRESH_ANNOTATION))
                        .map(kind -> ApplicationStatus.capToken("refresh=" + kind));
    }

    /** Whether Argo CD's refresh annotation stands; it is acknowledged by being removed. */
    public boolean refreshAnnotated() {
        return annotations.containsKey(Names.ARGO_REFRESH_ANNOTATION);
    }

    /** Whether a reconcile was asked for that is not acknowledged yet. */
    public boolean isReconcileRequested() {
        return refreshAnnotated()
                || (reconcileRequestedAt().isPresent()
                        && !reconcileRequestedAt().equals(status.lastHandledReconcileAt()));
    }

    /** This Application once its operation and Argo CD's refresh annotation are acknowledged. */
    public Application withoutRequests() {
        MapValue metadata = raw.mapAt("metadata");
        MapValue kept = metadata.mapAt("annotations").without(Names.ARGO_REFRESH_ANNOTATION);
        return of(raw.without("operation").with("metadata", metadata.with("annotations", kept)));
    }

    /** Whether the objects of this Application are deleted before it goes. */
    public boolean cascadesDeletion() {
        return !cascadingFinalizers().isEmpty();
    }

    /** The finalizers that ask for {@link #cascadesDeletion()}, to be removed when that is done. */
    public List<String> cascadingFinalizers() {
        return finalizers.stream().filter(Application::cascades).toList();
    }

    private static boolean cascades(String finalizer) {
        return List.of(Names.FINALIZER, Names.ARGO_FINALIZER).stream()
                .anyMatch(name -> finalizer.equals(name)
                        || finalizer.equals(name + "/foreground")
                        || finalizer.equals(name + "/background"));
    }
}
