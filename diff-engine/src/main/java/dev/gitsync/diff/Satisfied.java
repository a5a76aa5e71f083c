package dev.gitsync.diff;

import com.google.common.collect.ImmutableList;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a live value already has all that a desired one names: the common case, told without building a path. */
final class Satisfied {
    private Satisfied() {}

    static boolean by(TypeSchema schema, Value desired, @Nullable Value live) {
        if (live == null) {
            return false;
        }
        return switch (Shape.of(schema, desired)) {
            case MAP -> live instanceof MapValue map && fields(schema, (MapValue) desired, map);
            case KEYED, SET -> live instanceof ListValue list && items((ListSchema) schema, (ListValue) desired, list);
            case LEAF -> Alike.alike(schema, desired, live);
        };
    }

    private static boolean fields(TypeSchema schema, MapValue desired, MapValue live) {
        for (Map.Entry<String, Value> field : desired.fields().entrySet()) {
            Value value = field.getValue();
            if (!(value instanceof NullValue)
                    && !by(
                            Shape.field(schema, field.getKey()),
                            value,
                            live.fields().get(field.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean items(ListSchema schema, ListValue desired, ListValue live) {
        return inPlace(schema, desired.items(), live.items()) || moved(schema, desired, live);
    }

    private static boolean inPlace(ListSchema schema, ImmutableList<Value> desired, ImmutableList<Value> live) {
        if (desired.size() > live.size()) {
            return false;
        }
        for (int i = 0; i < desired.size(); i++) {
            if (!same(schema, desired.get(i), live.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(ListSchema schema, Value desired, Value live) {
        return switch (schema.kind()) {
            case SET, ATOMIC -> desired.equals(live);
            case MAP ->
                desired instanceof MapValue item
                        && live instanceof MapValue liveItem
                        && Items.sameKeys(schema, item, liveItem)
                        && by(schema.items(), item, liveItem);
        };
    }

    private static boolean moved(ListSchema schema, ListValue desired, ListValue live) {
        Optional<Items> wanted = Items.of(schema, desired);
        Optional<Items> there = Items.of(schema, live);
        return wanted.isPresent()
                && there.isPresent()
                && wanted.get().byElement().entrySet().stream().allMatch(item -> {
                    Value liveItem = there.get().byElement().get(item.getKey());
                    return liveItem != null
                            && (!(item.getValue() instanceof MapValue)
                                    || by(schema.items(), item.getValue(), liveItem));
                });
    }
}
