package dev.gitsync.render;

/**
 * How much one render may take before it is refused: what keeps a hostile or broken repository from taking the memory
 * and the time of the others.
 *
 * @param fileBytes the largest file that is read
 * @param totalBytes the most that is read in all, a file that is read twice counted twice
 * @param objects the most objects that a render holds at a time
 * @param kustomizations the most kustomizations that one render loads, one that is loaded twice counted twice
 */
public record RenderLimits(int fileBytes, long totalBytes, int objects, int kustomizations) {
    public static final RenderLimits DEFAULT = new RenderLimits(10 << 20, 256L << 20, 50_000, 2_000);
}
