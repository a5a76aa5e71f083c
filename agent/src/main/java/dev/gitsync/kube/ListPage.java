package dev.gitsync.kube;

import com.google.common.collect.ImmutableList;
import dev.gitsync.value.Value.MapValue;

/**
 * One page of a list.
 *
 * @param items with {@code apiVersion} and {@code kind}, also where the server leaves them out
 * @param first whether the list begins here. It begins anew, and what came before is void, when the server forgets
 *     where a long list was
 */
public record ListPage(ImmutableList<MapValue> items, boolean first) {
    /** Takes the pages of a list in their order. */
    @FunctionalInterface
    public interface Handler {
        void page(ListPage page);
    }
}
