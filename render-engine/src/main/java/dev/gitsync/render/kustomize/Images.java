package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.kustomize.Kustomization.Image;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One entry of {@code images}: in every container, wherever it lies, and in the image volumes of pods. */
final class Images {
    private final Image image;
    private final Pattern pattern;

    Images(Image image) throws RenderException {
        this.image = image;
        try {
            // The name is a regular expression, because it is one in kustomize.
            pattern = Pattern.compile("^" + image.name() + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$");
        } catch (PatternSyntaxException e) {
            throw image.place().error("\"" + image.name() + "\" is no name of an image: " + e.getDescription());
        }
    }

    void apply(Resource resource) throws RenderException {
        if (resource.gvk().kind().equals("CustomResourceDefinition")) {
            return;
        }
        MapValue object = (MapValue) inContainers(resource.object());
        for (FieldSpec spec : FieldSpecs.IMAGES) {
            if (resource.gvk().isSelectedBy(spec.selector())) {
                object = spec.edit(object, this::change);
            }
        }
        resource.setObject(object);
    }

    private Value inContainers(Value here) {
        return switch (here) {
            case MapValue map -> {
                Map<String, Value> fields = new LinkedHashMap<>();
                for (Map.Entry<String, Value> field : map.fields().entrySet()) {
                    Value value = inContainers(field.getValue());
                    boolean isContainers = field.getKey().equals("containers")
                            || field.getKey().equals("initContainers");
                    fields.put(field.getKey(), isContainers ? changeEach(value) : value);
                }
                yield Values.map(fields);
            }
            case ListValue(ImmutableList<Value> items) ->
                ListValue.of(items.stream().map(this::inContainers).toList());
            default -> here;
        };
    }

    private Value changeEach(Value containers) {
        if (!(containers instanceof ListValue list)) {
            return containers;
        }
        List<Value> changed = new ArrayList<>();
        for (Value container : list.items()) {
            Value old = container.at("image").orElse(NullValue.NULL);
            changed.add(
                    old instanceof StringValue && container instanceof MapValue map
                            ? map.with("image", change(old))
                            : container);
        }
        return ListValue.of(changed);
    }

    private Value change(Value value) {
        if (!(value instanceof StringValue(String text))
                || !pattern.matcher(text).find()) {
            return value;
        }
        int slash = Math.max(text.indexOf('/'), 0);
        int at = text.indexOf('@', slash);
        String tagged = at < 0 ? text : text.substring(0, at);
        int colon = tagged.indexOf(':', slash);
        String name = colon < 0 ? tagged : tagged.substring(0, colon);
        String tag = colon < 0 ? "" : tagged.substring(colon + 1);
        String digest = at < 0 ? "" : text.substring(at + 1);
        if (!image.newTag().isEmpty() || !image.digest().isEmpty()) {
            tag = image.newTag();
            digest = image.digest();
        } else if (!image.tagSuffix().isEmpty()) {
            tag += image.tagSuffix();
            digest = "";
        }
        String newName = image.newName().isEmpty() ? name : image.newName();
        return Value.of(newName + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest));
    }
}
