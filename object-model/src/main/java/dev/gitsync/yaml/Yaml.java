package dev.gitsync.yaml;

import com.google.common.collect.Streams;
import dev.gitsync.value.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * YAML in and out of {@link Value}, with the meaning that kubectl gives it (Go's sigs.k8s.io/yaml). What
 * differs: keys given twice are an error, as with kubectl's strict validation.
 */
public final class Yaml {
    private Yaml() {}

    /** The documents of a text of YAML or JSON, by the default limits; see {@link #parse(byte[], String, YamlLimits)}. */
    public static List<YamlDocument> parse(byte[] yaml, String file) {
        return parse(yaml, file, YamlLimits.DEFAULT);
    }

    /** The documents of a text of YAML or JSON, by the default limits; see {@link #parse(byte[], String, YamlLimits)}. */
    public static List<YamlDocument> parse(String yaml, String file) {
        return parse(yaml, file, YamlLimits.DEFAULT);
    }

    /**
     * The documents of a text of YAML or JSON in UTF-8; documents that are empty or null are left out.
     *
     * @param file the file's name, for messages
     * @throws YamlException if the text is no YAML, or more than the limits allow
     */
    public static List<YamlDocument> parse(byte[] yaml, String file, YamlLimits limits) {
        checkSize(yaml.length, file, limits);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(yaml))
                    .toString();
            return read(text, file, limits);
        } catch (CharacterCodingException e) {
            throw new YamlException(file, 0, 0, "not UTF-8 text; save the file in UTF-8");
        }
    }

    /** The documents of a text of YAML or JSON; see {@link #parse(byte[], String, YamlLimits)}. */
    public static List<YamlDocument> parse(String yaml, String file, YamlLimits limits) {
        checkSize(yaml.length(), file, limits);
        return read(yaml, file, limits);
    }

    private static void checkSize(int size, String file, YamlLimits limits) {
        if (size > limits.maxBytes()) {
            throw new YamlException(
                    file, 0, 0, "larger than " + limits.maxBytes() + " bytes, the limit for one file of YAML");
        }
    }

    private static List<YamlDocument> read(String text, String file, YamlLimits limits) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new DocumentReader(new YamlSource(body, file), limits).documents();
    }

    /**
     * The YAML of a value as kubectl and kustomize print it, ending in a line break: fields in their order, two spaces
     * for each level, lists at the column of their key, long lines folded at 80 columns. Reading it back gives an equal
     * value, except that a decimal is rounded to a double.
     */
    public static String print(Value value) {
        return Printer.print(value);
    }

    /** The YAML of several documents, with a line of {@code ---} between them; see {@link #print(Value)}. */
    public static String print(Iterable<? extends Value> documents) {
        return Streams.stream(documents).map(Printer::print).collect(Collectors.joining("---\n"));
    }

    /**
     * A value with the fields of every map in the order in which kubectl and kustomize print them: by name, with letters
     * last and numbers by their size, so that {@code file-2} stands before {@code file-10}.
     */
    public static Value sorted(Value value) {
        return KeyOrder.sorted(value);
    }
}
