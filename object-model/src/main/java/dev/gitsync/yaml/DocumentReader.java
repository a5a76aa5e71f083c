package dev.gitsync.yaml;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.yaml.Scalar.Bool;
import dev.gitsync.yaml.Scalar.Floating;
import dev.gitsync.yaml.Scalar.Int;
import dev.gitsync.yaml.Scalar.Null;
import dev.gitsync.yaml.Scalar.Text;
import dev.gitsync.yaml.Scalar.Unsigned;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Builds the documents of one text from its parse events. An alias gives the very value that its anchor has. */
final class DocumentReader {
    private final YamlSource source;
    private final YamlLimits limits;
    private final YamlSource.Events events;

    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Set<String> openAnchors = new HashSet<>();
    /** The size of what was read of this document so far: characters plus nodes, aliases as what they stand for. */
    private long size;
    /** The part of {@link #size} that came by aliases. */
    private long aliasSize;
    /** The depth of the deepest node since this was last reset, for the height of what an anchor names. */
    private int deepest;

    /** What an anchor names, its size as counted above, and the number of levels that it is high. */
    private record Anchored(Value value, long size, int height) {}

    DocumentReader(YamlSource source, YamlLimits limits) {
        this.source = source;
        this.limits = limits;
        this.events = source.events();
    }

    List<YamlDocument> documents() {
        ImmutableList.Builder<YamlDocument> documents = ImmutableList.builder();
        int index = 0;
        for (Event event = events.next(); event.getEventId() != Event.ID.StreamEnd; event = events.next()) {
            if (event.getEventId() == Event.ID.DocumentStart) {
                anchors.clear();
                size = 0;
                aliasSize = 0;
                Event root = events.next();
                Value value = read(root, 1);
                if (value != NullValue.NULL) {
                    documents.add(new YamlDocument(value, line(root), index, source));
                }
                index++;
            }
        }
        return documents.build();
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private Value read(Event event, int depth) {
        reach(event, depth);
        size++;
        if (event instanceof AliasEvent alias) {
            return resolve(alias, depth);
        }
        if (!(event instanceof NodeEvent node)) {
            throw source.error(event, "invalid YAML");
        }
        return node.getAnchor().isEmpty()
                ? readNode(node, depth)
                : readAnchored(node, node.getAnchor().get().getValue(), depth);
    }

    private void reach(Event event, int depth) {
        deepest = Math.max(deepest, depth);
        if (deepest > limits.maxDepth()) {
            throw source.error(event, "nested deeper than " + limits.maxDepth() + " levels");
        }
    }

    private Value readAnchored(NodeEvent node, String name, int depth) {
        long sizeBefore = size;
        int deepestBefore = deepest;
        deepest = depth;
        anchors.remove(name);
        openAnchors.add(name);
        Value value = readNode(node, depth);
        openAnchors.remove(name);
        anchors.put(name, new Anchored(value, size - sizeBefore, deepest - depth));
        deepest = Math.max(deepest, deepestBefore);
        return value;
    }

    private Value resolve(AliasEvent alias, int depth) {
        String name = alias.getAlias().getValue();
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            throw source.error(
                    alias,
                    openAnchors.contains(name)
                            ? "the value of the anchor \"" + name + "\" contains itself"
                            // Its name may be a secret that begins with an asterisk.
                            : "unknown alias: no anchor of its name stands before it in this document; a text that begins"
                                    + " with * needs quotes");
        }
        reach(alias, depth + anchored.height());
        size += anchored.size();
        aliasSize += anchored.size();
        if (aliasSize > limits.maxAliasSize()) {
            throw source.error(
                    alias,
                    "aliases stand for more than " + limits.maxAliasSize()
                            + " characters and nodes; write the values out, or split the file");
        }
        return anchored.value();
    }

    private Value readNode(NodeEvent node, int depth) {
        return switch (node) {
            case ScalarEvent scalar -> value(scalar);
            case SequenceStartEvent _ -> readList(depth);
            case MappingStartEvent _ -> readMap(depth);
            default -> throw source.error(node, "invalid YAML");
        };
    }

    private ListValue readList(int depth) {
        ImmutableList.Builder<Value> items = ImmutableList.builder();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(read(event, depth + 1));
        }
        return new ListValue(items.build());
    }

    private MapValue readMap(int depth) {
        Map<String, Value> fields = new LinkedHashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (isMerge(event)) {
                merge(event, read(events.next(), depth), fields);
                continue;
            }
            String key = readKey(event, depth + 1);
            Integer before = lines.put(key, line(event));
            if (before != null) {
                throw source.error(event, "key \"" + key + "\" is already set in this map, on line " + before);
            }
            fields.put(key, read(events.next(), depth + 1));
        }
        return new MapValue(ImmutableMap.copyOf(fields));
    }

    /** Whether a key is YAML 1.1's merge key. */
    static boolean isMerge(Event key) {
        return key instanceof ScalarEvent scalar
                && scalar.getValue().equals("<<")
                && (scalar.getTag().isPresent()
                        ? scalar.getTag().get().equals(ScalarResolver.MERGE)
                        : scalar.isPlain());
    }

    private void merge(Event key, Value merged, Map<String, Value> into) {
        switch (merged) {
            case MapValue(ImmutableMap<String, Value> fields) -> into.putAll(fields);
            case ListValue(ImmutableList<Value> maps) -> {
                // From the last to the first, since earlier maps take precedence.
                for (Value map : maps.reverse()) {
                    if (!(map instanceof MapValue(ImmutableMap<String, Value> fields))) {
                        throw source.error(key, "a merge (<<) takes a map or a list of maps");
                    }
                    into.putAll(fields);
                }
            }
            default -> throw source.error(key, "a merge (<<) takes a map or a list of maps");
        }
    }

    private String readKey(Event event, int depth) {
        reach(event, depth);
        size++;
        String key;
        if (event instanceof ScalarEvent scalar) {
            key = key(scalar);
            size += key.length();
            scalar.getAnchor()
                    .ifPresent(anchor -> anchors.put(
                            anchor.getValue(),
                            new Anchored(value(scalar), 1 + scalar.getValue().length(), 0)));
        } else if (event instanceof AliasEvent alias) {
            key = key(alias, resolve(alias, depth));
        } else {
            throw source.error(event, "a key must be a string, not a map or a list");
        }
        return key;
    }

    private String key(AliasEvent alias, Value value) {
        return switch (value) {
            case Value.StringValue(String string) -> string;
            case Value.IntegerValue(long integer) -> Long.toString(integer);
            case Value.BooleanValue(boolean bool) -> Boolean.toString(bool);
            case DecimalValue _, NullValue _, MapValue _, ListValue _ ->
                throw source.error(alias, "a key must be a string, an integer or a boolean");
        };
    }

    String key(ScalarEvent scalar) {
        return switch (resolve(scalar)) {
            case Text(String text) -> text;
            case Bool(boolean bool) -> Boolean.toString(bool);
            case Int(long integer) -> Long.toString(integer);
            case Floating(double number) -> floatingKey(number);
            case Unsigned _ -> throw source.error(scalar, "an integer of more than 63 bits can't be a key; quote it");
            case Null _ -> throw source.error(scalar, "null can't be a key; quote it if it is meant as text");
        };
    }

    private static String floatingKey(double number) {
        if (Double.isNaN(number)) {
            return ".nan";
        }
        if (Double.isInfinite(number) || Float.isInfinite((float) number)) {
            return number > 0 ? ".inf" : "-.inf";
        }
        return GoNumbers.shortest(number, 32);
    }

    private Value value(ScalarEvent scalar) {
        size += scalar.getValue().length();
        return switch (resolve(scalar)) {
            case Text(String text) -> Value.of(text);
            case Bool(boolean bool) -> Value.of(bool);
            case Int(long integer) -> Value.of(integer);
            case Unsigned(long bits) -> new DecimalValue(new BigDecimal(Long.toUnsignedString(bits)));
            case Floating(double number) -> {
                if (Double.isNaN(number) || Double.isInfinite(number)) {
                    throw source.error(scalar, "a number must be finite; quote it if it is meant as text");
                }
                yield GoNumbers.value(number);
            }
            case Null _ -> NullValue.NULL;
        };
    }

    private Scalar resolve(ScalarEvent scalar) {
        String text = scalar.getValue();
        if (scalar.isDQuoted() && hasLoneSurrogate(text)) {
            throw source.error(scalar, "half of a surrogate pair (\\uD800 to \\uDFFF) is no character");
        }
        Optional<String> tag = scalar.getTag();
        if (tag.isEmpty()) {
            return scalar.isPlain() ? ScalarResolver.plain(text) : new Text(text);
        }
        return ScalarResolver.tagged(tag.get(), text)
                .orElseThrow(() -> source.error(scalar, "the value is not what its tag says: " + shorten(tag.get())));
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static String shorten(String tag) {
        String prefix = "tag:yaml.org,2002:";
        return tag.startsWith(prefix) ? "!!" + tag.substring(prefix.length()) : tag;
    }
}
