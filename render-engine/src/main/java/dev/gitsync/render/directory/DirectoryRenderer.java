package dev.gitsync.render.directory;

import dev.gitsync.render.FileTree;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.RenderLimits;
import dev.gitsync.render.Renderer;
import dev.gitsync.render.TreeFiles;
import dev.gitsync.render.TreeFiles.Located;
import dev.gitsync.render.kustomize.KustomizeRenderer;
import dev.gitsync.render.plain.PlainRenderer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Renders a directory by what is in it: a kustomization, or else its files. Stateless: one may serve many threads.
 */
public final class DirectoryRenderer implements Renderer {
    private final KustomizeRenderer kustomize;
    private final PlainRenderer plain;
    private final RenderLimits limits;

    /** @param recurse whether the files below a directory without a kustomization count too ({@code directory.recurse}) */
    public DirectoryRenderer(boolean recurse, RenderLimits limits) {
        this.kustomize = new KustomizeRenderer(limits);
        this.plain = new PlainRenderer(recurse, limits);
        this.limits = limits;
    }

    @Override
    public List<Manifest> render(FileTree tree, String path) throws RenderException, IOException {
        TreeFiles files = new TreeFiles(tree, limits);
        Optional<Located> directory = files.locate(path, new Place(path, 0));
        String located = directory.map(Located::path).orElse(path);
        return (KustomizeRenderer.isKustomization(files, located) ? kustomize : plain).render(tree, path);
    }
}
