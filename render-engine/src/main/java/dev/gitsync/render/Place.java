package dev.gitsync.render;

/**
 * Where something was written: a file of the tree, and a line.
 *
 * @param line from 1; 0 where none is known
 */
public record Place(String file, int line) {

    /** An error in what was written here. */
    public RenderException error(String message) {
        return RenderException.at(file, line, message);
    }

    /** The place as it stands in a message: {@code base/web.yaml:12}. */
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
