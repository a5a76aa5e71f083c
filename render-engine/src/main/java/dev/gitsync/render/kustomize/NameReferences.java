package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.kustomize.FieldSpecs.NameReference;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Follows the names that objects got to where other objects use them (kustomize's {@code nameReference}). */
final class NameReferences {
    private final Map<String, List<Resource>> byPreviousName = new HashMap<>();
    private final Resources resources;

    NameReferences(Resources resources) {
        this.resources = resources;
        for (Resource resource : resources.all()) {
            Set<String> names = new LinkedHashSet<>();
            resource.previousIds().forEach(id -> names.add(id.name()));
            for (String name : names) {
                byPreviousName.computeIfAbsent(name, key -> new ArrayList<>()).add(resource);
            }
        }
    }

    void update() throws RenderException {
        if (byPreviousName.isEmpty()) {
            return;
        }
        for (Resource referrer : resources.all()) {
            Gvk original = referrer.originalId().gvk();
            for (NameReference reference : FieldSpecs.NAME_REFERENCES) {
                if (original.isSelectedBy(reference.referrer().selector())) {
                    update(referrer, reference);
                }
            }
        }
    }

    private void update(Resource referrer, NameReference reference) throws RenderException {
        try {
            referrer.setObject(
                    reference.referrer().edit(referrer.object(), value -> update(referrer, reference, value)));
        } catch (RenderException e) {
            throw new RenderException(
                    referrer.place() + ": " + referrer.id() + ", field "
                            + String.join(".", reference.referrer().path()) + ": " + e.getMessage(),
                    e);
        }
    }

    private Value update(Resource referrer, NameReference reference, Value value) throws RenderException {
        return switch (value) {
            case NullValue ignored -> value;
            case MapValue map -> updateMap(referrer, reference, map);
            case ListValue(ImmutableList<Value> items) -> {
                List<Value> updated = new ArrayList<>();
                for (Value item : items) {
                    updated.add(update(referrer, reference, item));
                }
                yield ListValue.of(updated);
            }
            default -> {
                List<Resource> all = visible(referrer, Values.text(value));
                Optional<Resource> target = select(referrer, reference, all, false);
                yield target.isEmpty() ? value : Value.of(target.get().name());
            }
        };
    }

    /** A map that names an object and perhaps its namespace, such as a subject of a RoleBinding. */
    private Value updateMap(Resource referrer, NameReference reference, MapValue map) throws RenderException {
        Value name = map.get("name").orElseThrow(() -> new RenderException("there is no name"));
        List<Resource> candidates = visible(referrer, Values.text(name));
        Optional<Value> namespace = map.get("namespace");
        if (namespace.isPresent()) {
            candidates = inNamespace(referrer, candidates, Values.text(namespace.get()));
        }
        Optional<Resource> target = select(referrer, reference, candidates, true);
        if (target.isEmpty()) {
            return map;
        }
        MapValue updated = map.with("name", Value.of(target.get().name()));
        String newNamespace = target.get().namespace();
        return newNamespace.isEmpty() ? updated : updated.with("namespace", Value.of(newNamespace));
    }

    /** Those that were declared in a namespace; if nothing at all was, those that are in it now. */
    private List<Resource> inNamespace(Resource referrer, List<Resource> candidates, String namespace) {
        Predicate<Resource> original = resource -> isIn(resource.originalId(), namespace);
        boolean any = resources.all().stream().anyMatch(it -> isVisible(referrer, it) && original.test(it));
        Predicate<Resource> chosen = any ? original : resource -> isIn(resource.id(), namespace);
        return candidates.stream().filter(chosen).toList();
    }

    private static boolean isIn(Id id, String namespace) {
        return !id.isClusterScoped() && id.namespace().equals(namespace);
    }

    /** The objects that had a name and that a referrer may refer to at all. */
    private List<Resource> visible(Resource referrer, String oldName) {
        return byPreviousName.getOrDefault(oldName, List.of()).stream()
                .filter(candidate -> isVisible(referrer, candidate))
                .toList();
    }

    private static boolean isVisible(Resource referrer, Resource candidate) {
        Id from = referrer.id();
        Id to = candidate.id();
        return from.isClusterScoped()
                || to.isClusterScoped()
                || from.namespace().equals(to.namespace())
                || subjectNamespaces(referrer).contains(candidate.namespace());
    }

    /** The namespaces of the ServiceAccounts that a RoleBinding names: it may refer to them across namespaces. */
    private static Set<String> subjectNamespaces(Resource referrer) {
        Set<String> namespaces = new HashSet<>();
        if (referrer.gvk().kind().equals("RoleBinding")) {
            for (Value subject : referrer.object().itemsAt("subjects")) {
                if (subject.stringAt("kind").orElse("").equals("ServiceAccount")) {
                    subject.stringAt("namespace").ifPresent(namespaces::add);
                }
            }
        }
        return namespaces;
    }

    private static Optional<Resource> select(
            Resource referrer, NameReference reference, List<Resource> named, boolean withNamespace)
            throws RenderException {
        Gvk roleRef = roleRef(referrer, reference);
        List<Resource> candidates = named.stream()
                .filter(candidate -> hasBeen(candidate, reference.target()))
                .filter(candidate -> hasBeen(candidate, roleRef))
                .filter(candidate -> isReachable(referrer, candidate))
                .toList();
        if (candidates.size() > 1) {
            candidates = candidates.stream()
                    .filter(it -> sameAffixes(referrer, it, true))
                    .toList();
        }
        if (candidates.size() > 1) {
            candidates = candidates.stream()
                    .filter(it -> sameAffixes(referrer, it, false))
                    .toList();
        }
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Resource first = candidates.getFirst();
        for (Resource other : candidates) {
            boolean same = other.name().equals(first.name())
                    && (!withNamespace || other.namespace().equals(first.namespace()));
            if (!same) {
                throw new RenderException("it may refer to " + first.id() + " of " + first.place() + " and to "
                        + other.id() + " of " + other.place() + "; give one of them another name");
            }
        }
        return Optional.of(first);
    }

    private static boolean hasBeen(Resource resource, Gvk selector) {
        return resource.previousIds().stream().anyMatch(id -> id.gvk().isSelectedBy(selector));
    }

    /** What a binding says its role is, so that a Role and a ClusterRole of one name are told apart. */
    private static Gvk roleRef(Resource referrer, NameReference reference) {
        Optional<String> group = referrer.object().stringAt("roleRef", "apiGroup");
        Optional<String> kind = referrer.object().stringAt("roleRef", "kind");
        boolean isRoleRef = reference.referrer().path().equals(ImmutableList.of("roleRef", "name"));
        return isRoleRef && group.isPresent() && kind.isPresent() ? new Gvk(group.get(), "", kind.get()) : Gvk.ANY;
    }

    private static boolean isReachable(Resource referrer, Resource candidate) {
        return referrer.id().isClusterScoped()
                || candidate.id().isClusterScoped()
                || candidate.gvk().kind().equals("ServiceAccount")
                || referrer.id().namespace().equals(candidate.id().namespace());
    }

    /** Whether two objects were renamed by the same kustomizations, which is likelier for what belongs together. */
    private static boolean sameAffixes(Resource one, Resource other, boolean allowNone) {
        return sameEnd(one.prefixes(), other.prefixes(), allowNone)
                && sameEnd(one.suffixes(), other.suffixes(), allowNone);
    }

    private static boolean sameEnd(List<String> one, List<String> other, boolean allowNone) {
        if (one.isEmpty() || other.isEmpty()) {
            return allowNone || one.size() == other.size();
        }
        int common = Math.min(one.size(), other.size());
        return one.subList(one.size() - common, one.size()).equals(other.subList(other.size() - common, other.size()));
    }
}
