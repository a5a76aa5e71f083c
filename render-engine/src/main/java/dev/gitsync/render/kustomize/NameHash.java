package dev.gitsync.render.kustomize;

import com.google.common.hash.Hashing;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The hash that goes to the end of a generated name, bit for bit as kustomize has it (its {@code hasher}). */
final class NameHash {
    private NameHash() {}

    /** The hash of a ConfigMap or Secret, of those of its fields that count. */
    static String of(MapValue object) {
        boolean isSecret = object.stringAt("kind").orElse("").equals("Secret");
        String binary = isSecret ? "stringData" : "binaryData";
        TreeMap<String, Value> hashed = new TreeMap<>();
        hashed.put("kind", Value.of(isSecret ? "Secret" : "ConfigMap"));
        // Not the name: kustomize looks for it under a path that no object has.
        hashed.put("name", Value.of(""));
        hashed.put("data", object.at("data").orElse(Value.of("")));
        if (isSecret) {
            hashed.put("type", object.at("type").orElse(Value.of("")));
        }
        if (object.at(binary).orElse(Value.of("")) instanceof MapValue map) {
            hashed.put(binary, map);
        }
        StringBuilder json = new StringBuilder();
        write(json, Values.map(hashed));
        return encode(Hashing.sha256().hashString(json, StandardCharsets.UTF_8).toString());
    }

    /** Ten digits, those replaced that could make a bad word. */
    private static String encode(String hex) {
        return hex.substring(0, 10)
                .replace('0', 'g')
                .replace('1', 'h')
                .replace('3', 'k')
                .replace('a', 'm')
                .replace('e', 't');
    }

    /** JSON as Go's encoder writes it: keys sorted, and characters escaped that mean something in HTML. */
    private static void write(StringBuilder json, Value value) {
        switch (value) {
            case MapValue map -> {
                String separator = "{";
                for (Map.Entry<String, Value> field : new TreeMap<>(map.fields()).entrySet()) {
                    json.append(separator);
                    writeString(json, field.getKey());
                    json.append(':');
                    write(json, field.getValue());
                    separator = ",";
                }
                json.append(map.fields().isEmpty() ? "{}" : "}");
            }
            case ListValue list -> {
                String separator = "[";
                for (Value item : list.items()) {
                    json.append(separator);
                    write(json, item);
                    separator = ",";
                }
                json.append(list.items().isEmpty() ? "[]" : "]");
            }
            case Value.StringValue(String text) -> writeString(json, text);
            default -> json.append(Json.text(value));
        }
    }

    private static void writeString(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '<', '>', '&', '\u2028', '\u2029' -> json.append(String.format("\\u%04x", (int) c));
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
