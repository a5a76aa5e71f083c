package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.kustomize.Kustomization.Image;
import dev.gitsync.render.kustomize.Kustomization.Labels;
import dev.gitsync.render.kustomize.Kustomization.PatchEntry;
import dev.gitsync.render.kustomize.Kustomization.Replicas;
import dev.gitsync.render.kustomize.Section.Text;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What one kustomization does to the objects that it has: the transformers in kustomize's order. */
final class Transformers {
    private static final List<Gvk> NOT_RENAMED = List.of(
            new Gvk("", "", "CustomResourceDefinition"),
            new Gvk("apiregistration.k8s.io", "", "APIService"),
            new Gvk("", "", "Namespace"));

    private final Directory directory;
    private final Kustomization kustomization;
    private final Resources resources;

    Transformers(Directory directory, Kustomization kustomization, Resources resources) {
        this.directory = directory;
        this.kustomization = kustomization;
        this.resources = resources;
    }

    void run() throws RenderException, IOException {
        Patches patches = new Patches(directory, resources);
        for (Text patch : kustomization.patchesStrategicMerge()) {
            patches.applyStrategicMerge(patch);
        }
        for (PatchEntry patch : kustomization.patches("patches")) {
            patches.apply(patch);
        }
        setNamespace(kustomization.namespace());
        addPrefix(kustomization.namePrefix());
        addSuffix(kustomization.nameSuffix());
        for (Labels labels : kustomization.labels()) {
            setStrings(labels.pairs(), labels.fields(), kustomization.root().place("labels"));
        }
        setStrings(
                kustomization.commonAnnotations(),
                FieldSpecs.COMMON_ANNOTATIONS,
                kustomization.root().place("commonAnnotations"));
        for (PatchEntry patch : kustomization.patches("patchesJson6902")) {
            patches.applyJson6902(patch);
        }
        for (Replicas replicas : kustomization.replicas()) {
            setReplicas(replicas);
        }
        for (Image image : kustomization.images()) {
            Images images = new Images(image);
            for (Resource resource : resources.all()) {
                attempt(image.place(), resource, images::apply);
            }
        }
    }

    /** A step on one object. */
    @FunctionalInterface
    private interface Step {
        void apply(Resource resource) throws RenderException;
    }

    /** Takes a step, and says of which object it failed. */
    private static void attempt(Place place, Resource resource, Step step) throws RenderException {
        try {
            step.apply(resource);
        } catch (RenderException e) {
            throw new RenderException(
                    place + ": " + resource.id() + " of " + resource.place() + ": " + e.getMessage(), e);
        }
    }

    private static void edit(Resource resource, List<FieldSpec> specs, Value absent, FieldSpec.Edit edit)
            throws RenderException {
        MapValue object = resource.object();
        for (FieldSpec spec : specs) {
            if (resource.gvk().isSelectedBy(spec.selector())) {
                object = spec.edit(object, absent, edit);
            }
        }
        resource.setObject(object);
    }

    private static Value setScalar(Value old, Value by) throws RenderException {
        if (!Values.isScalar(old)) {
            throw new RenderException("a single value is expected, but there is " + Values.describe(old));
        }
        return by;
    }

    private void setNamespace(String namespace) throws RenderException {
        if (namespace.isEmpty()) {
            return;
        }
        Place place = kustomization.root().place("namespace");
        for (Resource resource : resources.all()) {
            resource.rememberId();
            attempt(place, resource, it -> setNamespace(it, namespace));
        }
        resources.checkUnique(place, "the namespace");
    }

    private static void setNamespace(Resource resource, String namespace) throws RenderException {
        Value value = Value.of(namespace);
        Gvk gvk = resource.gvk();
        List<FieldSpec> specs = new ArrayList<>();
        if (!gvk.isClusterScoped()) {
            specs.add(FieldSpecs.METADATA_NAMESPACE);
        }
        if (gvk.kind().equals("RoleBinding") || gvk.kind().equals("ClusterRoleBinding")) {
            setDefaultSubjects(resource, value);
        }
        for (FieldSpec spec : FieldSpecs.NAMESPACE) {
            boolean isName = spec.path().equals(ImmutableList.of("metadata", "name"));
            if (!isName || gvk.apiVersion().equals("v1")) {
                specs.add(spec);
            }
        }
        edit(resource, specs, Value.of(""), old -> setScalar(old, value));
    }

    /** A subject named {@code default} is the default ServiceAccount of the namespace. */
    private static void setDefaultSubjects(Resource resource, Value namespace) {
        if (resource.object().get("subjects").orElse(Value.of("")) instanceof ListValue subjects) {
            List<Value> changed = new ArrayList<>();
            for (Value subject : subjects.items()) {
                boolean isDefault = subject.stringAt("name").orElse("").equals("default");
                changed.add(isDefault ? ((MapValue) subject).with("namespace", namespace) : subject);
            }
            resource.setObject(resource.object().with("subjects", ListValue.of(changed)));
        }
    }

    private void addPrefix(String prefix) {
        rename(prefix, resource -> {
            resource.prefixes().add(prefix);
            resource.setName(prefix + resource.name());
        });
    }

    private void addSuffix(String suffix) {
        rename(suffix, resource -> {
            resource.suffixes().add(suffix);
            resource.setName(resource.name() + suffix);
        });
    }

    private void rename(String affix, Consumer<Resource> change) {
        if (affix.isEmpty()) {
            return;
        }
        for (Resource resource : resources.all()) {
            if (NOT_RENAMED.stream().noneMatch(resource.originalId().gvk()::isSelectedBy)) {
                resource.rememberId();
                change.accept(resource);
            }
        }
    }

    private void setStrings(Map<String, String> strings, List<FieldSpec> specs, Place place) throws RenderException {
        for (Map.Entry<String, String> entry : new TreeMap<>(strings).entrySet()) {
            Value value = Value.of(entry.getValue());
            for (Resource resource : resources.all()) {
                attempt(
                        place,
                        resource,
                        it -> edit(it, specs, MapValue.EMPTY, old -> {
                            if (old instanceof MapValue map) {
                                return map.with(entry.getKey(), value);
                            }
                            throw new RenderException("a map is expected, but there is " + Values.describe(old));
                        }));
            }
        }
    }

    private void setReplicas(Replicas replicas) throws RenderException {
        boolean found = false;
        for (FieldSpec spec : FieldSpecs.REPLICAS) {
            for (Resource resource : resources.all()) {
                if (hasHad(resource, replicas.name(), spec.selector())) {
                    found = true;
                    attempt(
                            replicas.place(),
                            resource,
                            it -> edit(
                                    it, List.of(spec), Value.of(0), old -> setScalar(old, Value.of(replicas.count()))));
                }
            }
        }
        if (!found) {
            throw replicas.place()
                    .error("no Deployment, ReplicationController, ReplicaSet or StatefulSet has the name \""
                            + replicas.name() + "\"");
        }
    }

    private static boolean hasHad(Resource resource, String name, Gvk selector) {
        List<Id> ids = new ArrayList<>(resource.previousIds());
        ids.add(resource.id());
        return ids.stream().anyMatch(id -> id.name().equals(name) && id.gvk().isSelectedBy(selector));
    }
}
