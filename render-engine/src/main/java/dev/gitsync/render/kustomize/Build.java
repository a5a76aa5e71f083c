package dev.gitsync.render.kustomize;

import dev.gitsync.render.Documents;
import dev.gitsync.render.FileTree.Kind;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.Manifests;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.TreeFiles;
import dev.gitsync.render.TreeFiles.Located;
import dev.gitsync.render.kustomize.Section.Text;
import dev.gitsync.value.Value;
import dev.gitsync.yaml.YamlDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One build of a kustomization with all that it is built on. */
final class Build {
    private static final List<String> FILE_NAMES = List.of("kustomization.yaml", "kustomization.yml", "Kustomization");
    private static final String LOCAL = "config.kubernetes.io/local-config";

    private final TreeFiles files;
    private int loaded;

    Build(TreeFiles files) {
        this.files = files;
    }

    /** The kustomization files of a directory: none, or the one, or more than there may be. */
    static List<Located> kustomizationFiles(TreeFiles files, String directory, Place place)
            throws RenderException, IOException {
        List<Located> found = new ArrayList<>();
        for (String name : FILE_NAMES) {
            Optional<Located> file = files.locate(TreeFiles.join(directory, name, place), place);
            file.filter(it -> it.kind() == Kind.FILE).ifPresent(found::add);
        }
        return found;
    }

    List<Manifest> run(String path) throws RenderException, IOException {
        Directory directory = new Directory(files, path, Optional.empty());
        Kustomization kustomization = load(directory, new Place(path, 0));
        if (kustomization.isComponent()) {
            throw kustomization.root().error("kind", "is Component: name it under components of a kustomization");
        }
        Resources resources = new Resources(files.limits().objects());
        accumulate(directory, kustomization, resources);
        for (Resource resource : resources.all()) {
            if (resource.isHashed()) {
                resource.rememberId();
                resource.setName(resource.name() + "-" + NameHash.of(resource.object()));
            }
        }
        new NameReferences(resources).update();
        List<Resource> results =
                resources.all().stream().filter(it -> !isLocal(it)).toList();
        Optional<Order> order = Order.of(kustomization);
        return (order.isEmpty() ? results : order.get().sort(results))
                .stream().map(Build::manifest).toList();
    }

    private static Manifest manifest(Resource resource) {
        return new Manifest(
                OutputForm.of(resource.object()),
                resource.place().file(),
                resource.place().line());
    }

    /** Whether an object is only there for the build itself. */
    private static boolean isLocal(Resource resource) {
        Optional<Value> annotation = resource.object().at("metadata", "annotations", LOCAL);
        return annotation.isPresent() && !Values.text(annotation.get()).equals("false");
    }

    private Kustomization load(Directory directory, Place referrer) throws RenderException, IOException {
        if (++loaded > files.limits().kustomizations()) {
            throw referrer.error("the build needs more than " + files.limits().kustomizations() + " kustomizations");
        }
        List<Located> found = kustomizationFiles(files, directory.path(), referrer);
        if (found.isEmpty()) {
            throw referrer.error(
                    "\"" + directory.path() + "\" has no kustomization.yaml, kustomization.yml or Kustomization");
        }
        if (found.size() > 1) {
            throw referrer.error("\"" + directory.path() + "\" has more than one kustomization file: "
                    + String.join(", ", found.stream().map(Located::path).toList()));
        }
        Located file = found.getFirst();
        Directory.Content content = directory.read(file, new Text(file.path(), new Place(file.path(), 0)));
        List<YamlDocument> documents = Documents.parse(content.bytes(), file.path());
        if (documents.size() != 1) {
            String problem = documents.isEmpty() ? "is empty" : "must be a single document";
            throw new Place(file.path(), 0).error("the kustomization " + problem);
        }
        return Kustomization.of(documents.getFirst());
    }

    private void accumulate(Directory directory, Kustomization kustomization, Resources resources)
            throws RenderException, IOException {
        for (Text entry : kustomization.resources()) {
            addResource(directory, entry, resources);
        }
        new Generators(directory, kustomization).run(resources);
        for (Text entry : kustomization.components()) {
            addComponent(directory, entry, resources);
        }
        new Transformers(directory, kustomization, resources).run();
    }

    private void addResource(Directory directory, Text entry, Resources resources) throws RenderException, IOException {
        Located there = directory.locate(entry);
        if (there.kind() == Kind.FILE) {
            Directory.Content content = directory.read(there, entry);
            for (Manifest manifest : Documents.objects(content.bytes(), content.path())) {
                Manifests.requireNamed(manifest);
                resources.add(new Resource(manifest.object(), new Place(manifest.source(), manifest.line())));
            }
            return;
        }
        Directory base = directory.enter(there, entry.place());
        Kustomization kustomization = load(base, entry.place());
        if (kustomization.isComponent()) {
            throw entry.place().error("\"" + entry.value() + "\" is a Component: name it under components");
        }
        Resources below = new Resources(files.limits().objects());
        accumulate(base, kustomization, below);
        resources.addAll(below);
    }

    /** A component works on what its user has so far. */
    private void addComponent(Directory directory, Text entry, Resources resources)
            throws RenderException, IOException {
        Directory component = directory.enter(directory.locate(entry), entry.place());
        Kustomization kustomization = load(component, entry.place());
        if (!kustomization.isComponent()) {
            throw entry.place().error("\"" + entry.value() + "\" is not of kind Component: name it under resources");
        }
        accumulate(component, kustomization, resources);
    }
}
