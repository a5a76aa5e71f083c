package dev.gitsync.render.plain;

import dev.gitsync.render.Documents;
import dev.gitsync.render.FileTree;
import dev.gitsync.render.FileTree.Entry;
import dev.gitsync.render.FileTree.Kind;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.Manifests;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.RenderLimits;
import dev.gitsync.render.Renderer;
import dev.gitsync.render.TreeFiles;
import dev.gitsync.render.TreeFiles.Located;
import dev.gitsync.render.kustomize.Order;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Renders the {@code .yaml}, {@code .yml} and {@code .json} files of a directory, as Argo CD's directory applications do:
 * links to files are followed, links to directories are not, and a file that holds {@code +argocd:skip-file-rendering} is
 * left out. Stateless: one may serve many threads.
 */
public final class PlainRenderer implements Renderer {
    private static final Pattern MANIFEST = Pattern.compile(".*\\.(yaml|yml|json)");
    private static final String SKIP = "+argocd:skip-file-rendering";

    private final boolean recurse;
    private final RenderLimits limits;

    /** @param recurse whether the files of the directories below count too */
    public PlainRenderer(boolean recurse, RenderLimits limits) {
        this.recurse = recurse;
        this.limits = limits;
    }

    @Override
    public List<Manifest> render(FileTree tree, String path) throws RenderException, IOException {
        TreeFiles files = new TreeFiles(tree, limits);
        Place place = new Place(path, 0);
        Optional<Located> directory = files.locate(path, place);
        if (directory.isEmpty() || directory.get().kind() != Kind.DIRECTORY) {
            throw place.error("no such directory");
        }
        List<Content> contents = new ArrayList<>();
        addDirectory(files, directory.get().path(), contents);
        List<Manifest> manifests = new ArrayList<>();
        // Nearly all of the time goes into the parser, file by file.
        for (Parsed parsed : contents.parallelStream().map(Parsed::of).toList()) {
            manifests.addAll(parsed.manifests());
            if (manifests.size() > limits.objects()) {
                throw new Place(parsed.path, 0).error("the directory has more than " + limits.objects() + " objects");
            }
        }
        Manifests.check(manifests);
        return Order.sorted(manifests);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(String path, byte[] bytes) {}

    /** The objects of a file, or why it has none: a stream carries no checked exception. */
    private record Parsed(String path, List<Manifest> objects, Optional<RenderException> error) {
        static Parsed of(Content content) {
            try {
                return new Parsed(content.path, Documents.objects(content.bytes, content.path), Optional.empty());
            } catch (RenderException e) {
                return new Parsed(content.path, List.of(), Optional.of(e));
            }
        }

        List<Manifest> manifests() throws RenderException {
            if (error.isPresent()) {
                throw error.get();
            }
            return objects;
        }
    }

    private void addDirectory(TreeFiles files, String directory, List<Content> contents)
            throws RenderException, IOException {
        for (Entry entry : files.list(directory)) {
            String path = directory.isEmpty() ? entry.name() : directory + "/" + entry.name();
            if (entry.kind() == Kind.DIRECTORY) {
                if (recurse) {
                    addDirectory(files, path, contents);
                }
            } else if (MANIFEST.matcher(entry.name()).matches()) {
                addFile(files, path, contents);
            }
        }
    }

    private static void addFile(TreeFiles files, String path, List<Content> contents)
            throws RenderException, IOException {
        Place place = new Place(path, 0);
        Located file = files.locate(path, place).orElseThrow(() -> place.error("the link leads to nothing"));
        if (file.kind() != Kind.FILE) {
            return;
        }
        byte[] content = files.read(file, place);
        if (!new String(content, StandardCharsets.ISO_8859_1).contains(SKIP)) {
            contents.add(new Content(path, content));
        }
    }
}
