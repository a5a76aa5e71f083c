package dev.gitsync.yaml;

import com.google.common.collect.ImmutableList;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.fieldpath.PathElement;
import dev.gitsync.fieldpath.PathElement.Field;
import dev.gitsync.fieldpath.PathElement.Index;
import dev.gitsync.fieldpath.PathElement.Item;
import dev.gitsync.fieldpath.PathElement.Key;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.NullValue;
import java.util.Optional;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Finds the line of a field by walking the parse events again. */
final class Lines {
    private final YamlSource.Events events;
    private final DocumentReader keys;
    private int line;

    private Lines(YamlSource source) {
        this.events = source.events();
        this.keys = new DocumentReader(source, YamlLimits.DEFAULT);
    }

    static int lineOf(YamlSource source, int document, Value root, FieldPath path) {
        Lines lines = new Lines(source);
        Event event = lines.rootOf(document);
        lines.line = line(event);
        lines.descend(event, root, path.elements());
        return lines.line;
    }

    private Event rootOf(int document) {
        int starts = 0;
        while (true) {
            if (events.next().getEventId() == Event.ID.DocumentStart && starts++ == document) {
                return events.next();
            }
        }
    }

    /** Walks towards the path's end as far as the text goes, and keeps the line of the last step that it found. */
    private void descend(Event event, Value value, ImmutableList<PathElement> path) {
        if (path.isEmpty()) {
            return;
        }
        ImmutableList<PathElement> rest = path.subList(1, path.size());
        switch (path.getFirst()) {
            case Field(String name) -> {
                if (event instanceof MappingStartEvent) {
                    descendIntoField(name, value.at(name), rest);
                }
            }
            case Index(int index) -> descendIntoItem(event, value, index, rest);
            case Key(var wanted) ->
                descendIntoItem(
                        event,
                        value,
                        indexOf(
                                value,
                                item -> wanted.entrySet().stream()
                                        .allMatch(key -> item.at(key.getKey())
                                                .filter(key.getValue()::equals)
                                                .isPresent())),
                        rest);
            case Item(Value wanted) -> descendIntoItem(event, value, indexOf(value, wanted::equals), rest);
        }
    }

    private void descendIntoField(String name, Optional<Value> value, ImmutableList<PathElement> rest) {
        int mergeLine = line;
        for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            Event field = events.next();
            if (DocumentReader.isMerge(key)) {
                mergeLine = line(key);
            } else if (key instanceof ScalarEvent scalar && keys.key(scalar).equals(name)) {
                line = line(key);
                descend(field, value.orElse(NullValue.NULL), rest);
                return;
            }
            skip(field);
        }
        // A field that is there without having been written came by a merge.
        line = value.isPresent() ? mergeLine : line;
    }

    private void descendIntoItem(Event event, Value value, int index, ImmutableList<PathElement> rest) {
        if (!(event instanceof SequenceStartEvent)
                || !(value instanceof ListValue(ImmutableList<Value> items))
                || index < 0
                || index >= items.size()) {
            return;
        }
        Event item = events.next();
        for (int i = 0; i < index; i++) {
            skip(item);
            item = events.next();
        }
        line = line(item);
        descend(item, items.get(index), rest);
    }

    private static int indexOf(Value list, Predicate<Value> wanted) {
        if (list instanceof ListValue(ImmutableList<Value> items)) {
            for (int i = 0; i < items.size(); i++) {
                if (wanted.test(items.get(i))) {
                    return i;
                }
            }
        }
        return -1;
    }

    private void skip(Event event) {
        int depth = event instanceof CollectionStartEvent ? 1 : 0;
        while (depth > 0) {
            Event next = events.next();
            depth += next instanceof CollectionStartEvent ? 1 : next instanceof CollectionEndEvent ? -1 : 0;
        }
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
