package dev.gitsync.render;

/**
 * What was to be rendered is wrong, in words for the person who wrote it: {@code overlays/prod/kustomization.yaml:14:
 * field "helmCharts" is not supported}. The message names the file, the line where one is known, and what to do; it never
 * holds a Secret's value.
 */
public final class RenderException extends Exception {
    private static final long serialVersionUID = 1L;

    public RenderException(String message) {
        super(message);
    }

    public RenderException(String message, Throwable cause) {
        super(message, cause);
    }

    /** An error at a line of a file; a line of 0 is left out. */
    public static RenderException at(String file, int line, String message) {
        return new RenderException(line > 0 ? file + ":" + line + ": " + message : file + ": " + message);
    }
}
