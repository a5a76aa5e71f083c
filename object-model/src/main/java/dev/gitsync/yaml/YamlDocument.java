package dev.gitsync.yaml;

import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.value.Value;

/** One document of a text of YAML, with its place. Immutable; it holds on to the text so that it can tell lines. */
public final class YamlDocument {
    private final Value value;
    private final int line;
    private final int index;
    private final YamlSource source;

    YamlDocument(Value value, int line, int index, YamlSource source) {
        this.value = value;
        this.line = line;
        this.index = index;
        this.source = source;
    }

    public Value value() {
        return value;
    }

    /** The line of the file on which the document's content starts, from 1. */
    public int line() {
        return line;
    }

    /** The file's name as it was given to {@link Yaml#parse(byte[], String)}. */
    public String file() {
        return source.file();
    }

    /**
     * The line on which a field or item starts, from 1; where the path leads to nothing, the line of what is nearest above
     * it. Reads the text again: meant for messages about errors.
     */
    public int lineOf(FieldPath path) {
        return Lines.lineOf(source, index, value, path);
    }

    /** The line of the field at a chain of field names; see {@link #lineOf(FieldPath)}. */
    public int lineOf(String... fields) {
        return lineOf(FieldPath.of(fields));
    }
}
