package dev.gitsync.plan;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.TrackingId;
import dev.gitsync.diff.Desired;
import dev.gitsync.diff.SecretMask;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.KubeException;
import dev.gitsync.render.Manifest;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes rendered manifests into what is sent: scoped, labelled, tracked and normalised as the server stores it. */
public final class DesiredStates {
    private final KindLookup kinds;
    private final SecretMask mask;
    private final String instance;

    /** Which kinds the cluster serves; nothing for one that it does not. */
    @FunctionalInterface
    public interface KindLookup {
        Optional<ApiResource> resource(String apiVersion, String kind) throws KubeException;
    }

    /** {@code instance} is the agent's name in tracking ids. */
    public DesiredStates(KindLookup kinds, SecretMask mask, String instance) {
        this.kinds = kinds;
        this.mask = mask;
        this.instance = instance;
    }

    /**
     * The desired state of an application.
     *
     * @return every manifest, either as an object or as an error
     * @throws DuplicateObjectException if two manifests are one object once their namespaces are filled in
     * @throws KubeException if the cluster can't be asked what it serves
     */
    public DesiredState of(ApplicationKey application, ApplicationSpec spec, List<Manifest> manifests)
            throws DuplicateObjectException, KubeException {
        return of(Optional.of(application), spec.destination().namespace(), manifests);
    }

    /** The desired state of manifests that belong to no application: neither labelled nor tracked. */
    public DesiredState untracked(Optional<String> namespace, List<Manifest> manifests)
            throws DuplicateObjectException, KubeException {
        return of(Optional.empty(), namespace, manifests);
    }

    private DesiredState of(Optional<ApplicationKey> application, Optional<String> into, List<Manifest> manifests)
            throws DuplicateObjectException, KubeException {
        Map<String, Boolean> namespacedByCrd = scopesOfDefinitions(manifests);
        Map<ObjectKey, DesiredObject> objects = new LinkedHashMap<>();
        List<ObjectError> errors = new ArrayList<>();
        for (Manifest manifest : manifests) {
            Optional<Boolean> namespaced = scope(manifest.object(), namespacedByCrd);
            if (namespaced.isEmpty()) {
                errors.add(unknownKind(manifest));
                continue;
            }
            Optional<String> namespace = namespace(into, manifest.object(), namespaced.get());
            if (namespace.isEmpty()) {
                errors.add(new ObjectError(
                        ObjectKey.of(manifest.object()),
                        "has no namespace (" + manifest.source()
                                + "); set metadata.namespace or spec.destination.namespace"));
                continue;
            }
            Optional<String> hook = ObjectOptions.hook(manifest.object());
            if (hook.isPresent()) {
                errors.add(new ObjectError(
                        ObjectKey.of(manifest.object()),
                        "the annotation " + hook.get() + " makes it a hook, which this version does not run ("
                                + manifest.source() + "); leave it out, or take the annotation off"));
                continue;
            }
            DesiredObject object = tracked(application, manifest, namespace.get());
            DesiredObject other = objects.put(object.key(), object);
            if (other != null) {
                throw new DuplicateObjectException(other, object);
            }
        }
        return new DesiredState(objects, errors);
    }

    private Optional<Boolean> scope(MapValue object, Map<String, Boolean> namespacedByCrd) throws KubeException {
        String apiVersion = object.stringAt("apiVersion").orElse("");
        String kind = object.stringAt("kind").orElse("");
        // A definition in this very revision wins over the cluster's: it may be about to change.
        Boolean byCrd = namespacedByCrd.get(ObjectKey.groupOf(apiVersion) + "/" + kind);
        return byCrd == null ? kinds.resource(apiVersion, kind).map(ApiResource::namespaced) : Optional.of(byCrd);
    }

    private static Map<String, Boolean> scopesOfDefinitions(List<Manifest> manifests) {
        Map<String, Boolean> scopes = new HashMap<>();
        for (Manifest manifest : manifests) {
            MapValue object = manifest.object();
            if (ObjectKey.of(object).kind().equals("CustomResourceDefinition")) {
                String group = object.stringAt("spec", "group").orElse("");
                object.stringAt("spec", "names", "kind")
                        .ifPresent(kind -> scopes.put(
                                group + "/" + kind,
                                object.stringAt("spec", "scope").orElse("").equals("Namespaced")));
            }
        }
        return scopes;
    }

    private static ObjectError unknownKind(Manifest manifest) {
        String apiVersion = manifest.object().stringAt("apiVersion").orElse("");
        return new ObjectError(
                ObjectKey.of(manifest.object()),
                "the cluster serves no kind "
                        + manifest.object().stringAt("kind").orElse("") + " in " + apiVersion + " (" + manifest.source()
                        + "); install its CustomResourceDefinition or correct apiVersion and kind");
    }

    /** The namespace of an object, empty for a cluster-scoped one; nothing where it needs one and none is given. */
    private static Optional<String> namespace(Optional<String> into, MapValue object, boolean namespaced) {
        if (!namespaced) {
            return Optional.of(""); // kustomize sets a namespace on every custom resource, not knowing its scope
        }
        return object.stringAt("metadata", "namespace")
                .filter(own -> !own.isEmpty())
                .or(() -> into);
    }

    private DesiredObject tracked(Optional<ApplicationKey> application, Manifest manifest, String namespace) {
        MapValue object = Desired.normalise(manifest.object());
        MapValue metadata = object.mapAt("metadata");
        metadata =
                namespace.isEmpty() ? metadata.without("namespace") : metadata.with("namespace", Value.of(namespace));
        object = object.with("metadata", metadata);
        ObjectKey key = ObjectKey.of(object);
        if (application.isPresent()) {
            object = Tracking.mark(object, new TrackingId(instance, application.get(), key));
        }
        return new DesiredObject(key, object, mask.mask(object), manifest.source(), manifest.line());
    }
}
