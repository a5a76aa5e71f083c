package dev.gitsync.value;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in and out of {@link Value}. Reading follows the API server: a number without fraction or exponent that fits 64
 * bits is an integer, any other a decimal; the last of duplicate keys wins. Nesting is bounded by Jackson's own limit
 * (1,000 levels).
 */
public final class Json {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private Json() {}

    /**
     * Reads one JSON document.
     *
     * @throws JsonException if the text is no JSON; the message holds the place and never the text
     */
    public static Value parse(byte[] json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return document(parser);
        } catch (IOException e) {
            throw JsonException.of(e);
        }
    }

    /** Reads one JSON document; see {@link #parse(byte[])}. */
    public static Value parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads one JSON document from a stream, to its end.
     *
     * @throws IOException if the stream fails
     * @throws JsonException if the text is no JSON
     */
    public static Value parse(InputStream json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return document(parser);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw JsonException.of(e);
        }
    }

    private static Value document(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw new JsonException("empty, where a JSON document was expected");
        }
        Value value = read(parser);
        if (parser.nextToken() != null) {
            throw new JsonException("more text after the JSON document, at line "
                    + parser.currentLocation().getLineNr());
        }
        return value;
    }

    /** Reads the value at whose first token a parser stands; the parser then stands at its last. */
    public static Value read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readMap(parser);
            case START_ARRAY -> {
                ImmutableList.Builder<Value> items = ImmutableList.builder();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield new ListValue(items.build());
            }
            case VALUE_STRING -> new StringValue(parser.getText());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> new IntegerValue(parser.getLongValue());
                    default -> new DecimalValue(new BigDecimal(parser.getBigIntegerValue()));
                };
            case VALUE_NUMBER_FLOAT -> new DecimalValue(parser.getDecimalValue());
            case VALUE_TRUE -> BooleanValue.TRUE;
            case VALUE_FALSE -> BooleanValue.FALSE;
            case VALUE_NULL -> NullValue.NULL;
            default -> throw new JsonException("unexpected " + parser.currentToken());
        };
    }

    private static MapValue readMap(JsonParser parser) throws IOException {
        ImmutableMap.Builder<String, Value> fields = ImmutableMap.builder();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, read(parser));
        }
        return new MapValue(fields.buildKeepingLast());
    }

    /** The compact JSON of a value, fields in their order. */
    public static byte[] bytes(Value value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
            write(generator, value, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The compact JSON of a value, fields in their order. */
    public static String text(Value value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** The JSON of a value, indented by two spaces, fields in their order; no line end after it. */
    public static String pretty(Value value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator generator = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
            generator.useDefaultPrettyPrinter();
            write(generator, value, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The canonical form: compact JSON with every map's fields sorted by name. Equal values have equal canonical forms. */
    public static byte[] canonical(Value value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
            write(generator, value, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The SHA-256 of the canonical form, in hexadecimal. */
    public static String hash(Value value) {
        HashCode hash = Hashing.sha256().hashBytes(canonical(value));
        return hash.toString();
    }

    private static void write(JsonGenerator out, Value value, boolean canonical) throws IOException {
        switch (value) {
            case MapValue(ImmutableMap<String, Value> fields) -> {
                out.writeStartObject();
                Map<String, Value> ordered = canonical ? new TreeMap<>(fields) : fields;
                for (Map.Entry<String, Value> field : ordered.entrySet()) {
                    out.writeFieldName(field.getKey());
                    write(out, field.getValue(), canonical);
                }
                out.writeEndObject();
            }
            case ListValue(ImmutableList<Value> items) -> {
                out.writeStartArray();
                for (Value item : items) {
                    write(out, item, canonical);
                }
                out.writeEndArray();
            }
            case StringValue(String string) -> out.writeString(string);
            case IntegerValue(long integer) -> out.writeNumber(integer);
            case DecimalValue(BigDecimal decimal) ->
                out.writeNumber(canonical ? decimal.stripTrailingZeros() : decimal);
            case BooleanValue(boolean bool) -> out.writeBoolean(bool);
            case NullValue ignored -> out.writeNull();
        }
    }
}
