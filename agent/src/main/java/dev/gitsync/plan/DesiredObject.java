package dev.gitsync.plan;

import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;

/**
 * One object as Git wants it, ready to be sent: with its namespace, our label and our tracking id.
 *
 * @param object with Secret values in the clear; shown to nobody
 * @param masked the same with Secret values masked; the same instance where there are none
 * @param source the file that declared it
 * @param line the line of that file; 0 where it was generated
 */
public record DesiredObject(ObjectKey key, MapValue object, MapValue masked, String source, int line) {
    public String apiVersion() {
        return object.stringAt("apiVersion").orElse("");
    }

    @Override
    public String toString() {
        return key + " (" + source + (line > 0 ? ":" + line : "") + ")";
    }
}
