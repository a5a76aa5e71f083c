package dev.gitsync.fieldpath;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * An immutable set of field paths, kept as a tree: whether the node itself is a member, and the sets below it.
 *
 * <p>Membership says nothing of what lies below: a set may hold {@code spec.ports[port=80]} and not
 * {@code spec.ports[port=80].name}, as in sigs.k8s.io/structured-merge-diff, {@code fieldpath.Set}.
 *
 * @param member whether the path that leads here is in the set
 * @param children the sets below, none of them empty, in the order of their elements
 */
public record FieldSet(boolean member, ImmutableSortedMap<PathElement, FieldSet> children) {
    private static final ImmutableSortedMap<PathElement, FieldSet> NONE =
            ImmutableSortedMap.<PathElement, FieldSet>orderedBy(ElementOrder.INSTANCE)
                    .build();

    /** The set of no path. */
    public static final FieldSet EMPTY = new FieldSet(false, NONE);

    /** The set of the path itself and nothing below. */
    static final FieldSet LEAF = new FieldSet(true, NONE);

    public FieldSet {
        for (FieldSet child : children.values()) {
            if (child.isEmpty()) {
                throw new IllegalArgumentException("an empty set below a set of fields");
            }
        }
    }

    /** The set of these paths. */
    public static FieldSet of(FieldPath... paths) {
        return of(List.of(paths));
    }

    /** The set of these paths. */
    public static FieldSet of(Iterable<FieldPath> paths) {
        Builder builder = new Builder();
        paths.forEach(builder::add);
        return builder.build();
    }

    static FieldSet node(boolean member, Map<PathElement, FieldSet> children) {
        if (children.isEmpty()) {
            return member ? LEAF : EMPTY;
        }
        ImmutableSortedMap.Builder<PathElement, FieldSet> sorted = ImmutableSortedMap.orderedBy(ElementOrder.INSTANCE);
        return new FieldSet(member, sorted.putAll(children).build());
    }

    public boolean isEmpty() {
        return !member && children.isEmpty();
    }

    /** Whether the path is in the set. */
    public boolean has(FieldPath path) {
        return at(path).member;
    }

    /**
     * Whether the path is in the set, or lies below a member below which the set names nothing: a value owned as a
     * whole.
     */
    public boolean covers(FieldPath path) {
        FieldSet here = this;
        for (PathElement element : path.elements()) {
            if (here.member && here.children.isEmpty()) {
                return true;
            }
            FieldSet next = here.children.get(element);
            if (next == null) {
                return false;
            }
            here = next;
        }
        return here.member;
    }

    /** The set below a path, with the path itself as its root; empty where the set has nothing there. */
    public FieldSet at(FieldPath path) {
        FieldSet here = this;
        for (PathElement element : path.elements()) {
            FieldSet next = here.children.get(element);
            if (next == null) {
                return EMPTY;
            }
            here = next;
        }
        return here;
    }

    /** The paths in either set. */
    public FieldSet union(FieldSet other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        Map<PathElement, FieldSet> all = new TreeMap<>(children);
        other.children.forEach((element, set) -> all.merge(element, set, FieldSet::union));
        return node(member || other.member, all);
    }

    /** The paths in both sets. */
    public FieldSet intersection(FieldSet other) {
        Map<PathElement, FieldSet> both = new TreeMap<>(ElementOrder.INSTANCE);
        children.forEach((element, set) -> {
            FieldSet match = other.children.get(element);
            if (match != null) {
                putUnlessEmpty(both, element, set.intersection(match));
            }
        });
        return node(member && other.member, both);
    }

    /** The paths in this set that are not in the other; a path below a path of the other stays. */
    public FieldSet difference(FieldSet other) {
        Map<PathElement, FieldSet> rest = new TreeMap<>(ElementOrder.INSTANCE);
        children.forEach((element, set) -> {
            FieldSet match = other.children.get(element);
            putUnlessEmpty(rest, element, match == null ? set : set.difference(match));
        });
        return node(member && !other.member, rest);
    }

    private static void putUnlessEmpty(Map<PathElement, FieldSet> sets, PathElement element, FieldSet set) {
        if (!set.isEmpty()) {
            sets.put(element, set);
        }
    }

    /** The paths of the set, each before those below it, in the order of their elements. */
    public ImmutableList<FieldPath> paths() {
        ImmutableList.Builder<FieldPath> paths = ImmutableList.builder();
        each(FieldPath.ROOT, false, paths::add);
        return paths.build();
    }

    /** The paths of the set below which it has no other, in the order of their elements. */
    public ImmutableList<FieldPath> leaves() {
        ImmutableList.Builder<FieldPath> paths = ImmutableList.builder();
        each(FieldPath.ROOT, true, paths::add);
        return paths.build();
    }

    private void each(FieldPath here, boolean onlyLeaves, Consumer<FieldPath> action) {
        if (member && (!onlyLeaves || children.isEmpty())) {
            action.accept(here);
        }
        children.forEach((element, set) -> set.each(here.then(element), onlyLeaves, action));
    }

    /** The paths, comma-separated. */
    @Override
    public String toString() {
        return paths().toString();
    }

    /** Collects paths into a set. Not thread-safe. */
    public static final class Builder {
        private boolean member;
        private final Map<PathElement, Builder> children = new TreeMap<>(ElementOrder.INSTANCE);

        /** Adds one path. */
        public Builder add(FieldPath path) {
            Builder here = this;
            for (PathElement element : path.elements()) {
                here = here.children.computeIfAbsent(element, ignored -> new Builder());
            }
            here.member = true;
            return this;
        }

        /** The set of the paths added so far. */
        public FieldSet build() {
            Map<PathElement, FieldSet> sets = new TreeMap<>(ElementOrder.INSTANCE);
            children.forEach((element, builder) -> sets.put(element, builder.build()));
            return node(member, sets);
        }
    }
}
