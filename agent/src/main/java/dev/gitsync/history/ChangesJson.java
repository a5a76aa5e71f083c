package dev.gitsync.history;

import dev.gitsync.diff.FieldClass;
import dev.gitsync.diff.Owner;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The changes of one object as the JSON of their column. Absent fields are left out. */
final class ChangesJson {
    private ChangesJson() {}

    static Optional<String> write(List<ChangeRecord> changes) {
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(Json.text(
                        ListValue.of(changes.stream().map(ChangesJson::write).toList())));
    }

    private static MapValue write(ChangeRecord change) {
        MapValue json = Value.map(
                "path",
                Value.of(change.path()),
                "class",
                Value.of(change.fieldClass().name()));
        json = with(json, "before", change.before());
        json = with(json, "after", change.after());
        return change.owners().isEmpty()
                ? json
                : json.with(
                        "owners",
                        ListValue.of(
                                change.owners().stream().map(ChangesJson::write).toList()));
    }

    private static MapValue write(Owner owner) {
        MapValue json = Value.map("manager", Value.of(owner.manager()), "operation", Value.of(owner.operation()));
        if (!owner.subresource().isEmpty()) {
            json = json.with("subresource", Value.of(owner.subresource()));
        }
        return with(json, "atOrBefore", owner.atOrBefore().map(Instant::toString));
    }

    private static MapValue with(MapValue json, String field, Optional<String> text) {
        return text.map(value -> json.with(field, Value.of(value))).orElse(json);
    }

    static List<ChangeRecord> read(Optional<String> column) {
        return column.stream()
                .flatMap(text -> Json.parse(text).itemsAt().stream())
                .map(ChangesJson::readChange)
                .toList();
    }

    private static ChangeRecord readChange(Value json) {
        return new ChangeRecord(
                json.stringAt("path").orElseThrow(),
                FieldClass.valueOf(json.stringAt("class").orElseThrow()),
                json.stringAt("before"),
                json.stringAt("after"),
                json.itemsAt("owners").stream().map(ChangesJson::readOwner).toList());
    }

    private static Owner readOwner(Value json) {
        return new Owner(
                json.stringAt("manager").orElseThrow(),
                json.stringAt("operation").orElseThrow(),
                json.stringAt("subresource").orElse(""),
                json.stringAt("atOrBefore").map(Instant::parse));
    }
}
