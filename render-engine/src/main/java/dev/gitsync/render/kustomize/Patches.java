package dev.gitsync.render.kustomize;

import dev.gitsync.render.Documents;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.kustomize.Kustomization.PatchEntry;
import dev.gitsync.render.kustomize.Section.Text;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.yaml.YamlDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The patches of a kustomization: {@code patches}, {@code patchesStrategicMerge} and {@code patchesJson6902}. */
final class Patches {
    private final Directory directory;
    private final Resources resources;

    Patches(Directory directory, Resources resources) {
        this.directory = directory;
        this.resources = resources;
    }

    /** What a patch may change of an object besides its content. */
    private record Options(boolean nameChange, boolean kindChange) {
        static final Options NONE = new Options(false, false);

        static Options of(Section entry) throws RenderException {
            Optional<Section> options = entry.section("options");
            if (options.isEmpty()) {
                return NONE;
            }
            options.get().allow(Set.of("allowNameChange", "allowKindChange"));
            return new Options(
                    options.get().flag("allowNameChange"), options.get().flag("allowKindChange"));
        }
    }

    /** The text of a patch, and where it was asked for. */
    private record Source(Directory.Content content, boolean isInline, Place place) {}

    void apply(PatchEntry entry) throws RenderException, IOException {
        Source source = source(entry);
        Optional<Target> target = entry.target().isEmpty()
                ? Optional.empty()
                : Optional.of(new Target(entry.target().get()));
        Options options = Options.of(entry.section());
        Optional<JsonPatch> json = jsonPatch(source);
        if (json.isEmpty()) {
            applyMerge(source, target, options);
        } else if (target.isEmpty()) {
            throw source.place().error("a JSON patch needs a target");
        } else {
            for (Resource resource : target.get().select(resources)) {
                resource.rememberId();
                applyJson(json.get(), resource, source.place());
            }
        }
    }

    /** An entry of {@code patchesJson6902}. */
    void applyJson6902(PatchEntry entry) throws RenderException, IOException {
        Section section = entry.section();
        if (entry.target().isEmpty() || entry.target().get().text("name").isEmpty()) {
            throw section.error("target", "must give the name of the object to patch");
        }
        Source source = source(entry);
        Optional<JsonPatch> json = jsonPatch(source);
        if (json.isEmpty()) {
            throw source.place().error("a list of JSON patch operations is expected");
        }
        for (Resource resource : new Target(entry.target().get()).select(resources)) {
            applyJson(json.get(), resource, source.place());
        }
    }

    /** An entry of {@code patchesStrategicMerge}: the path of a file, or the patch itself. */
    void applyStrategicMerge(Text entry) throws RenderException, IOException {
        boolean isInline = entry.value().contains("\n") || entry.value().startsWith("{");
        applyMerge(isInline ? inline(entry) : file(entry), Optional.empty(), Options.NONE);
    }

    private Source source(PatchEntry entry) throws RenderException, IOException {
        return entry.file().isPresent()
                ? file(entry.file().get())
                : inline(entry.inline().orElseThrow());
    }

    private Source file(Text path) throws RenderException, IOException {
        Directory.Content content = directory.load(path);
        return new Source(content, false, path.place());
    }

    private static Source inline(Text text) {
        byte[] bytes = text.value().getBytes(StandardCharsets.UTF_8);
        return new Source(new Directory.Content(bytes, "the patch of " + text.place()), true, text.place());
    }

    private static Optional<JsonPatch> jsonPatch(Source source) throws RenderException {
        List<YamlDocument> documents =
                Documents.parse(source.content().bytes(), source.content().path());
        for (YamlDocument document : documents) {
            if (document.value() instanceof ListValue operations) {
                if (documents.size() > 1) {
                    throw place(source, document.line()).error("a JSON patch must be the only document of its file");
                }
                return Optional.of(JsonPatch.of(operations, place(source, document.line())));
            }
        }
        return Optional.empty();
    }

    private static Place place(Source source, int line) {
        return source.isInline() ? source.place() : new Place(source.content().path(), line);
    }

    private static void applyJson(JsonPatch patch, Resource resource, Place place) throws RenderException {
        try {
            resource.setObject(patch.apply(resource.object()));
        } catch (RenderException e) {
            throw failure(place, resource, e);
        }
    }

    private void applyMerge(Source source, Optional<Target> target, Options options) throws RenderException {
        List<Manifest> patches =
                Documents.objects(source.content().bytes(), source.content().path());
        if (patches.isEmpty()) {
            throw source.place().error("the patch is empty");
        }
        if (target.isPresent() && patches.size() > 1) {
            throw source.place().error("a patch with a target must be a single document");
        }
        for (Manifest patch : patches) {
            Place place = place(source, patch.line());
            requireNamed(patch.object(), place);
            if (target.isPresent()) {
                for (Resource resource : target.get().select(resources)) {
                    merge(resource, patch.object(), options, place);
                }
                resources.checkUnique(source.place(), "the patch");
            } else {
                merge(only(patch.object(), place), patch.object(), options, place);
            }
        }
    }

    private static void requireNamed(MapValue patch, Place place) throws RenderException {
        for (List<String> field : List.of(List.of("kind"), List.of("metadata", "name"))) {
            if (patch.stringAt(field.toArray(String[]::new)).orElse("").isEmpty()) {
                throw place.error("the patch has no " + String.join(".", field)
                        + "; a strategic merge patch needs kind and metadata.name also where it has a target");
            }
        }
    }

    /** The one object that a patch names. */
    private Resource only(MapValue patch, Place place) throws RenderException {
        Id id = new Resource(patch, place).id();
        List<Resource> named = resources.thatHaveHad(id);
        return switch (named.size()) {
            case 1 -> named.getFirst();
            case 0 -> throw place.error("no object matches the patch for " + id);
            default ->
                throw place.error("more than one object matches the patch for " + id + ": "
                        + named.stream().map(Resource::place).toList());
        };
    }

    private void merge(Resource resource, MapValue patch, Options options, Place place) throws RenderException {
        MapValue old = resource.object();
        Optional<MapValue> merged;
        try {
            merged = StrategicMerge.apply(old, patch);
        } catch (RenderException e) {
            throw failure(place, resource, e);
        }
        if (merged.isEmpty()) {
            resources.remove(resource);
            return;
        }
        if (options.nameChange() || options.kindChange()) {
            resource.rememberId();
        }
        MapValue object = merged.get().with("apiVersion", old.get("apiVersion").orElseThrow());
        if (!options.kindChange()) {
            object = object.with("kind", old.get("kind").orElseThrow());
        }
        MapValue metadata = object.mapAt("metadata");
        if (!options.nameChange()) {
            metadata = metadata.with("name", old.at("metadata", "name").orElseThrow());
        }
        metadata = old.at("metadata", "namespace").isPresent()
                ? metadata.with("namespace", old.at("metadata", "namespace").get())
                : metadata.without("namespace");
        resource.setObject(object.with("metadata", metadata));
    }

    private static RenderException failure(Place place, Resource resource, RenderException cause) {
        String message = place + ": the patch can't be applied to " + resource.id() + " of " + resource.place() + ": "
                + cause.getMessage();
        return new RenderException(message, cause);
    }
}
