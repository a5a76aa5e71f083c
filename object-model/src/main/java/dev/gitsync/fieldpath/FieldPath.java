package dev.gitsync.fieldpath;

import com.google.common.collect.ImmutableList;
import dev.gitsync.fieldpath.PathElement.Field;
import dev.gitsync.fieldpath.PathElement.Index;
import dev.gitsync.fieldpath.PathElement.Item;
import dev.gitsync.fieldpath.PathElement.Key;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.StringValue;
import java.util.stream.Collectors;

/** A path from the root of an object to one of its fields; the empty path is the object itself. */
public record FieldPath(ImmutableList<PathElement> elements) {
    public static final FieldPath ROOT = new FieldPath(ImmutableList.of());

    /** The path of a chain of field names. */
    public static FieldPath of(String... fields) {
        FieldPath path = ROOT;
        for (String field : fields) {
            path = path.field(field);
        }
        return path;
    }

    public FieldPath then(PathElement element) {
        return new FieldPath(ImmutableList.<PathElement>builderWithExpectedSize(elements.size() + 1)
                .addAll(elements)
                .add(element)
                .build());
    }

    public FieldPath field(String name) {
        return then(new Field(name));
    }

    /** Whether this is the other path or lies below it. */
    public boolean startsWith(FieldPath other) {
        return elements.size() >= other.elements.size()
                && elements.subList(0, other.elements.size()).equals(other.elements);
    }

    /**
     * The path as people read it: {@code spec.template.spec.containers[name=web].image}; a field name that holds a dot,
     * a bracket or a quote is quoted: {@code metadata.annotations["example.com/a"]}.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (PathElement element : elements) {
            switch (element) {
                case Field(String name)
                when isPlain(name) -> text.append(text.isEmpty() ? "" : ".").append(name);
                case Field(String name) ->
                    text.append('[').append(Json.text(Value.of(name))).append(']');
                case Key key ->
                    text.append(key.keys().entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + plain(entry.getValue()))
                            .collect(Collectors.joining(",", "[", "]")));
                case Item(Value value) -> text.append("[=").append(plain(value)).append(']');
                case Index(int index) -> text.append('[').append(index).append(']');
            }
        }
        return text.toString();
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '$');
    }

    private static String plain(Value value) {
        return value instanceof StringValue(String string) ? string : Json.text(value);
    }
}
