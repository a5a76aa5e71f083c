package dev.gitsync.render;

import java.io.IOException;
import java.util.List;

/** Renders one directory of a tree. */
public interface Renderer {
    /**
     * The manifests of a directory: of its kustomization where it has one, else of its YAML and JSON files. The result
     * is in the order of {@code kustomize build}; an empty list is a valid result.
     *
     * @param path the directory, relative to the root of the tree
     * @throws RenderException if what is there can't be rendered: the one message for the person who wrote it
     * @throws IOException if the tree can't be read
     */
    List<Manifest> render(FileTree tree, String path) throws RenderException, IOException;
}
