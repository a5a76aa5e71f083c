package dev.gitsync.render.kustomize;

import dev.gitsync.render.FileTree;
import dev.gitsync.render.FileTree.Kind;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.Manifests;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.RenderLimits;
import dev.gitsync.render.Renderer;
import dev.gitsync.render.TreeFiles;
import dev.gitsync.render.TreeFiles.Located;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Renders the kustomization of a directory as {@code kustomize build} does. Nothing is executed, nothing is fetched, and
 * nothing outside the tree is read. Stateless: one may serve many threads.
 */
public final class KustomizeRenderer implements Renderer {
    private final RenderLimits limits;

    public KustomizeRenderer(RenderLimits limits) {
        this.limits = limits;
    }

    /** Whether a directory has a kustomization file. */
    public static boolean isKustomization(TreeFiles files, String directory) throws RenderException, IOException {
        return !Build.kustomizationFiles(files, directory, new Place(directory, 0))
                .isEmpty();
    }

    @Override
    public List<Manifest> render(FileTree tree, String path) throws RenderException, IOException {
        TreeFiles files = new TreeFiles(tree, limits);
        Place place = new Place(path, 0);
        Optional<Located> directory = files.locate(path, place);
        if (directory.isEmpty() || directory.get().kind() != Kind.DIRECTORY) {
            throw place.error("no such directory");
        }
        List<Manifest> manifests = new Build(files).run(directory.get().path());
        Manifests.check(manifests);
        return manifests;
    }
}
