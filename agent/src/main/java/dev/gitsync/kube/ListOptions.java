package dev.gitsync.kube;

/**
 * What to list.
 *
 * @param labelSelector empty for all
 * @param fieldSelector empty for all
 * @param pageSize objects in one answer
 * @param metadataOnly ask for {@code metadata} alone, which is far less to send and to read
 */
public record ListOptions(String labelSelector, String fieldSelector, int pageSize, boolean metadataOnly) {
    /** Everything, 500 objects a page. */
    public static final ListOptions ALL = new ListOptions("", "", 500, false);

    public ListOptions withLabelSelector(String selector) {
        return new ListOptions(selector, fieldSelector, pageSize, metadataOnly);
    }

    public ListOptions withFieldSelector(String selector) {
        return new ListOptions(labelSelector, selector, pageSize, metadataOnly);
    }

    public ListOptions withPageSize(int size) {
        return new ListOptions(labelSelector, fieldSelector, size, metadataOnly);
    }

    public ListOptions withMetadataOnly(boolean only) {
        return new ListOptions(labelSelector, fieldSelector, pageSize, only);
    }
}
