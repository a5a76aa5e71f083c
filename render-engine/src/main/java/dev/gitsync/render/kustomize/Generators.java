package dev.gitsync.render.kustomize;

import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.kustomize.Section.Text;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code configMapGenerator} and {@code secretGenerator}. */
final class Generators {
    private static final Set<String> OPTIONS = Set.of("labels", "annotations", "immutable", "disableNameSuffixHash");
    private static final int BASE64_LINE = 70;

    private final Directory directory;
    private final Kustomization kustomization;

    Generators(Directory directory, Kustomization kustomization) {
        this.directory = directory;
        this.kustomization = kustomization;
    }

    /** What is generated, beside the data. */
    private record Options(
            Map<String, String> labels, Map<String, String> annotations, boolean immutable, boolean withoutHash) {

        static Options of(Optional<Section> section) throws RenderException {
            if (section.isEmpty()) {
                return new Options(Map.of(), Map.of(), false, false);
            }
            Section options = section.get();
            options.allow(OPTIONS);
            return new Options(
                    options.strings("labels"),
                    options.strings("annotations"),
                    options.flag("immutable"),
                    options.flag("disableNameSuffixHash"));
        }

        /** These options over those for the whole kustomization, of which a true can't be taken back. */
        Options over(Options global) {
            return new Options(
                    over(labels, global.labels),
                    over(annotations, global.annotations),
                    immutable || global.immutable,
                    withoutHash || global.withoutHash);
        }

        private static Map<String, String> over(Map<String, String> own, Map<String, String> global) {
            Map<String, String> merged = new TreeMap<>(global);
            merged.putAll(own);
            return merged;
        }
    }

    void run(Resources resources) throws RenderException, IOException {
        for (Section entry : kustomization.generators("configMapGenerator")) {
            entry.allow(Set.of("name", "namespace", "behavior", "literals", "files", "envs", "env", "options"));
            generate(entry, "ConfigMap", resources);
        }
        for (Section entry : kustomization.generators("secretGenerator")) {
            entry.allow(Set.of("name", "namespace", "behavior", "literals", "files", "envs", "env", "options", "type"));
            generate(entry, "Secret", resources);
        }
    }

    private void generate(Section entry, String kind, Resources resources) throws RenderException, IOException {
        if (entry.text("name").isEmpty()) {
            throw entry.place().error("\"" + entry.path() + "\" has no name");
        }
        Options options = Options.of(entry.section("options")).over(Options.of(kustomization.generatorOptions()));
        MapValue metadata = Value.map("name", Value.of(entry.text("name")));
        if (!entry.text("namespace").isEmpty()) {
            metadata = metadata.with("namespace", Value.of(entry.text("namespace")));
        }
        metadata = withStrings(metadata, "labels", options.labels());
        metadata = withStrings(metadata, "annotations", options.annotations());
        MapValue object = Value.map("apiVersion", Value.of("v1"), "kind", Value.of(kind), "metadata", metadata);
        if (kind.equals("Secret")) {
            object = object.with(
                    "type",
                    Value.of(
                            entry.string("type").filter(type -> !type.isEmpty()).orElse("Opaque")));
            object = withSecretData(object, data(entry));
        } else {
            object = withConfigData(object, data(entry));
        }
        if (options.immutable()) {
            object = object.with("immutable", Value.of(true));
        }
        Resource resource = new Resource(
                object, new Place(entry.place().file(), entry.place().line()));
        resource.setHashed(!options.withoutHash());
        absorb(resource, entry, resources);
    }

    private static MapValue withStrings(MapValue map, String field, Map<String, String> strings) {
        Map<String, Value> values = new TreeMap<>();
        strings.forEach((name, value) -> values.put(name, Value.of(value)));
        return values.isEmpty() ? map : map.with(field, Values.map(values));
    }

    private static MapValue withConfigData(MapValue object, Map<String, byte[]> data) {
        Map<String, Value> texts = new TreeMap<>();
        Map<String, Value> binaries = new TreeMap<>();
        data.forEach((key, bytes) -> text(bytes)
                .ifPresentOrElse(
                        text -> texts.put(key, Value.of(text)), () -> binaries.put(key, Value.of(base64(bytes)))));
        MapValue result = texts.isEmpty() ? object : object.with("data", Values.map(texts));
        return binaries.isEmpty() ? result : result.with("binaryData", Values.map(binaries));
    }

    private static MapValue withSecretData(MapValue object, Map<String, byte[]> data) {
        Map<String, Value> values = new TreeMap<>();
        data.forEach((key, bytes) -> values.put(key, Value.of(base64(bytes))));
        return object.with("data", Values.map(values));
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            // Binary data is what a ConfigMap has a field of its own for.
            return Optional.empty();
        }
    }

    /** Base64 in lines of 70, as kustomize has it once it is longer. */
    private static String base64(byte[] bytes) {
        String encoded = Base64.getEncoder().encodeToString(bytes);
        if (encoded.length() < BASE64_LINE) {
            return encoded;
        }
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < encoded.length(); i += BASE64_LINE) {
            lines.append(encoded, i, Math.min(i + BASE64_LINE, encoded.length()))
                    .append('\n');
        }
        return lines.toString();
    }

    /** The data of all sources: env files, literals, files. */
    private Map<String, byte[]> data(Section entry) throws RenderException, IOException {
        List<Text> envs = new ArrayList<>(entry.texts("envs"));
        entry.string("env").filter(env -> !env.isEmpty()).ifPresent(env -> envs.add(new Text(env, entry.place("env"))));
        Map<String, byte[]> data = new TreeMap<>();
        for (Text env : envs) {
            readEnv(env, data);
        }
        for (Text literal : entry.texts("literals")) {
            int equals = literal.value().indexOf('=');
            if (equals <= 0) {
                throw literal.place().error("a literal must be KEY=VALUE");
            }
            String value = unquote(literal.value().substring(equals + 1));
            put(data, literal.value().substring(0, equals), value.getBytes(StandardCharsets.UTF_8), literal.place());
        }
        for (Text file : entry.texts("files")) {
            readFile(file, data);
        }
        return data;
    }

    private void readFile(Text file, Map<String, byte[]> data) throws RenderException, IOException {
        String source = file.value();
        int equals = source.indexOf('=');
        if (equals == 0 || equals == source.length() - 1 || equals != source.lastIndexOf('=')) {
            throw file.place().error("\"" + source + "\" must be PATH or KEY=PATH");
        }
        String path = source.substring(equals + 1);
        String key = equals < 0 ? path.substring(path.lastIndexOf('/') + 1) : source.substring(0, equals);
        put(data, key, directory.load(new Text(path, file.place())).bytes(), file.place());
    }

    private void readEnv(Text env, Map<String, byte[]> data) throws RenderException, IOException {
        Directory.Content file = directory.load(env);
        String text =
                text(file.bytes()).orElseThrow(() -> env.place().error("\"" + env.value() + "\" is not UTF-8 text"));
        int number = 0;
        for (String line : (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1)) {
            number++;
            String content = (line.endsWith("\r") ? line.substring(0, line.length() - 1) : line).stripLeading();
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            int equals = content.indexOf('=');
            String key = equals < 0 ? content : content.substring(0, equals);
            String value = equals < 0 ? "" : content.substring(equals + 1);
            Place place = new Place(file.path(), number);
            if (key.isEmpty()) {
                throw place.error("a line must be KEY=VALUE");
            }
            put(data, key, value.getBytes(StandardCharsets.UTF_8), place);
        }
    }

    private static String unquote(String text) {
        boolean quoted = text.length() >= 2
                && (text.startsWith("\"") || text.startsWith("'"))
                && text.charAt(0) == text.charAt(text.length() - 1);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static void put(Map<String, byte[]> data, String key, byte[] value, Place place) throws RenderException {
        if (data.put(key, value) != null) {
            throw place.error("the key \"" + key + "\" is given twice");
        }
    }

    /** Adds what was generated, or puts it in the place of what is there, as its behavior says. */
    private static void absorb(Resource resource, Section entry, Resources resources) throws RenderException {
        String behavior = entry.text("behavior");
        if (!Set.of("", "create", "merge", "replace").contains(behavior)) {
            throw entry.error("behavior", "must be create, merge or replace");
        }
        boolean isNew = !behavior.equals("merge") && !behavior.equals("replace");
        List<Resource> there = resources.thatHaveHad(resource.id());
        if (there.size() > 1) {
            throw entry.place()
                    .error("more than one object matches " + resource.id() + ": "
                            + there.stream().map(Resource::place).toList());
        }
        if (there.isEmpty() && !isNew) {
            throw entry.error("behavior", "is " + behavior + ", but there is no " + resource.id() + " to " + behavior);
        }
        if (there.isEmpty()) {
            resources.add(resource);
            return;
        }
        Resource old = there.getFirst();
        if (isNew) {
            throw entry.place()
                    .error(resource.id() + " exists, from " + old.place() + "; behavior must be merge or replace");
        }
        resource.takeIdentityOf(old);
        if (behavior.equals("merge")) {
            for (String field : List.of("data", "binaryData")) {
                Map<String, Value> merged =
                        new TreeMap<>(old.object().mapAt(field).fields());
                merged.putAll(resource.object().mapAt(field).fields());
                resource.setObject(
                        merged.isEmpty()
                                ? resource.object().without(field)
                                : resource.object().with(field, Values.map(merged)));
            }
        }
        resources.replace(old, resource);
    }
}
