package dev.gitsync.render.kustomize;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gitsync.render.RenderException;
import dev.gitsync.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a patch is for: objects whose kind, name and namespace match anchored regular expressions (of Go's syntax, in
 * linear time), and whose labels and annotations match selectors.
 */
final class Target {
    private final Optional<Pattern> group;
    private final Optional<Pattern> version;
    private final Optional<Pattern> kind;
    private final Optional<Pattern> name;
    private final Optional<Pattern> namespace;
    private final LabelSelector labels;
    private final LabelSelector annotations;

    Target(Section section) throws RenderException {
        section.allow(Set.of("group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"));
        group = pattern(section, "group");
        version = pattern(section, "version");
        kind = pattern(section, "kind");
        name = pattern(section, "name");
        namespace = pattern(section, "namespace");
        labels = selector(section, "labelSelector");
        annotations = selector(section, "annotationSelector");
    }

    private static Optional<Pattern> pattern(Section section, String field) throws RenderException {
        String regex = section.text(field);
        try {
            return regex.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile("^(?:" + regex + ")$"));
        } catch (PatternSyntaxException e) {
            throw section.error(field, "is no regular expression: " + e.getDescription());
        }
    }

    private static LabelSelector selector(Section section, String field) throws RenderException {
        try {
            return LabelSelector.parse(section.text(field));
        } catch (IllegalArgumentException e) {
            throw section.error(field, "is no selector: \"" + e.getMessage() + "\" is not understood");
        }
    }

    /** The objects that match; by the name or namespace that they were declared with, or that they have now. */
    List<Resource> select(Resources resources) {
        return resources.all().stream().filter(this::matches).toList();
    }

    private boolean matches(Resource resource) {
        Id original = resource.originalId();
        Id current = resource.id();
        Gvk gvk = current.gvk();
        return (matches(namespace, original.namespace()) || matches(namespace, current.namespace()))
                && (matches(name, original.name()) || matches(name, current.name()))
                && matches(group, gvk.group())
                && matches(version, gvk.version())
                && matches(kind, gvk.kind())
                && labels.matches(strings(resource, "labels"))
                && annotations.matches(strings(resource, "annotations"));
    }

    private static boolean matches(Optional<Pattern> pattern, String text) {
        return pattern.isEmpty() || pattern.get().matcher(text).find();
    }

    private static Map<String, String> strings(Resource resource, String field) {
        Map<String, String> strings = new LinkedHashMap<>();
        for (Map.Entry<String, Value> entry :
                resource.object().mapAt("metadata", field).fields().entrySet()) {
            strings.put(entry.getKey(), Values.text(entry.getValue()));
        }
        return strings;
    }
}
