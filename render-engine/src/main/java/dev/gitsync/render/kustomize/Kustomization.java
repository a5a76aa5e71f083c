package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.kustomize.Section.Text;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.yaml.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A kustomization file: each of its fields as what it asks for. Fields that are not supported were refused. */
record Kustomization(Section root) {
    private static final ImmutableSet<String> FIELDS = ImmutableSet.of(
            "apiVersion",
            "kind",
            "metadata",
            "resources",
            "bases",
            "components",
            "namespace",
            "namePrefix",
            "nameSuffix",
            "labels",
            "commonLabels",
            "commonAnnotations",
            "images",
            "imageTags",
            "replicas",
            "patches",
            "patchesStrategicMerge",
            "patchesJson6902",
            "configMapGenerator",
            "secretGenerator",
            "generatorOptions",
            "sortOptions");
    private static final String KIND = "Kustomization";
    private static final String COMPONENT = "Component";

    /** Labels to set, and where. */
    record Labels(ImmutableMap<String, String> pairs, ImmutableList<FieldSpec> fields) {}

    /** A change of images by name; an empty part stays as it is. */
    record Image(String name, String newName, String newTag, String tagSuffix, String digest, Place place) {}

    /** A number of replicas by the name of a workload. */
    record Replicas(String name, long count, Place place) {}

    /**
     * A patch, in a file or inline.
     *
     * @param target what it is for, where that is not said by the patch itself
     */
    record PatchEntry(Optional<Text> file, Optional<Text> inline, Optional<Section> target, Section section) {}

    static Kustomization of(YamlDocument document) throws RenderException {
        if (!(document.value() instanceof MapValue map)) {
            throw new Place(document.file(), document.line()).error("a kustomization must be a map of fields");
        }
        Section root = Section.root(document, map);
        root.allow(FIELDS);
        Kustomization kustomization = new Kustomization(root);
        kustomization.checkHead();
        return kustomization;
    }

    private void checkHead() throws RenderException {
        String kind = root.string("kind").orElse(KIND);
        if (!kind.equals(KIND) && !kind.equals(COMPONENT)) {
            throw root.error("kind", "must be Kustomization or Component");
        }
        String version = kind.equals(KIND) ? "kustomize.config.k8s.io/v1beta1" : "kustomize.config.k8s.io/v1alpha1";
        if (!root.string("apiVersion").orElse(version).equals(version)) {
            throw root.error("apiVersion", "must be " + version + " for kind " + kind);
        }
        if (Sets.difference(root.map().fields().keySet(), Set.of("apiVersion", "kind"))
                .isEmpty()) {
            throw root.place().error("the kustomization is empty");
        }
        Optional<Section> metadata = root.section("metadata");
        if (metadata.isPresent()) {
            metadata.get().allow(Set.of("name", "namespace", "labels", "annotations"));
        }
    }

    boolean isComponent() throws RenderException {
        return root.text("kind").equals(COMPONENT);
    }

    List<Text> resources() throws RenderException {
        List<Text> resources = new ArrayList<>(root.texts("resources"));
        resources.addAll(root.texts("bases"));
        return resources;
    }

    List<Text> components() throws RenderException {
        return root.texts("components");
    }

    String namespace() throws RenderException {
        return root.text("namespace");
    }

    String namePrefix() throws RenderException {
        return root.text("namePrefix");
    }

    String nameSuffix() throws RenderException {
        return root.text("nameSuffix");
    }

    /** The entries of {@code labels}, then {@code commonLabels}. */
    List<Labels> labels() throws RenderException {
        List<Labels> labels = new ArrayList<>();
        for (Section entry : root.sections("labels")) {
            entry.allow(Set.of("pairs", "includeSelectors", "includeTemplates", "fields"));
            labels.add(new Labels(entry.strings("pairs"), labelFields(entry)));
        }
        labels.add(new Labels(root.strings("commonLabels"), FieldSpecs.COMMON_LABELS));
        return labels;
    }

    private static ImmutableList<FieldSpec> labelFields(Section entry) throws RenderException {
        List<FieldSpec> fields = new ArrayList<>();
        for (Section field : entry.sections("fields")) {
            field.allow(Set.of("path", "group", "version", "kind", "create"));
            Gvk selector = new Gvk(field.text("group"), field.text("version"), field.text("kind"));
            if (field.text("path").isEmpty()) {
                throw field.error("path", "is missing");
            }
            fields.add(FieldSpec.of(selector, field.flag("create"), field.text("path")));
        }
        if (entry.flag("includeSelectors")) {
            merge(fields, FieldSpecs.COMMON_LABELS, entry);
        } else {
            if (entry.flag("includeTemplates")) {
                merge(fields, FieldSpecs.TEMPLATE_LABELS, entry);
            }
            merge(fields, List.of(FieldSpecs.METADATA_LABELS), entry);
        }
        return ImmutableList.copyOf(fields);
    }

    private static void merge(List<FieldSpec> fields, List<FieldSpec> more, Section entry) throws RenderException {
        for (FieldSpec spec : more) {
            Optional<FieldSpec> there =
                    fields.stream().filter(field -> field.covers(spec)).findFirst();
            if (there.isEmpty()) {
                fields.add(spec);
            } else if (there.get().create() != spec.create()) {
                throw entry.error(
                        "fields",
                        "says create: " + there.get().create() + " of " + String.join("/", spec.path())
                                + ", for which kustomize's own setting is " + spec.create());
            }
        }
    }

    ImmutableMap<String, String> commonAnnotations() throws RenderException {
        return root.strings("commonAnnotations");
    }

    List<Image> images() throws RenderException {
        List<Section> entries = new ArrayList<>(root.sections("images"));
        entries.addAll(root.sections("imageTags"));
        List<Image> images = new ArrayList<>();
        for (Section entry : entries) {
            entry.allow(Set.of("name", "newName", "newTag", "tagSuffix", "digest"));
            images.add(new Image(
                    entry.text("name"),
                    entry.text("newName"),
                    entry.text("newTag"),
                    entry.text("tagSuffix"),
                    entry.text("digest"),
                    entry.place()));
        }
        return images;
    }

    List<Replicas> replicas() throws RenderException {
        List<Replicas> replicas = new ArrayList<>();
        for (Section entry : root.sections("replicas")) {
            entry.allow(Set.of("name", "count"));
            replicas.add(new Replicas(entry.text("name"), entry.integer("count").orElse(0), entry.place()));
        }
        return replicas;
    }

    List<PatchEntry> patches(String field) throws RenderException {
        List<PatchEntry> patches = new ArrayList<>();
        for (Section entry : root.sections(field)) {
            entry.allow(Set.of("path", "patch", "target", "options"));
            Optional<Text> file = nonEmpty(entry, "path");
            Optional<Text> inline = nonEmpty(entry, "patch");
            if (file.isPresent() == inline.isPresent()) {
                throw entry.place().error("\"" + entry.path() + "\" needs one of path and patch");
            }
            patches.add(new PatchEntry(file, inline, entry.section("target"), entry));
        }
        return patches;
    }

    private static Optional<Text> nonEmpty(Section entry, String field) throws RenderException {
        return entry.string(field).filter(text -> !text.isBlank()).map(text -> new Text(text, entry.place(field)));
    }

    List<Text> patchesStrategicMerge() throws RenderException {
        return root.texts("patchesStrategicMerge");
    }

    List<Section> generators(String field) throws RenderException {
        return root.sections(field);
    }

    Optional<Section> generatorOptions() throws RenderException {
        return root.section("generatorOptions");
    }

    Optional<Section> sortOptions() throws RenderException {
        return root.section("sortOptions");
    }
}
