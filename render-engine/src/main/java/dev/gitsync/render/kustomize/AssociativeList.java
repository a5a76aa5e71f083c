package dev.gitsync.render.kustomize;

import dev.gitsync.render.RenderException;
import dev.gitsync.render.kustomize.KubernetesTypes.Type;
import dev.gitsync.render.kustomize.StrategicMerge.Directive;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The merge of a list whose items are told apart by keys, or of a set of scalars. It follows kyaml's {@code walk} step by
 * step, because what that does with items that lack a key, or have one twice, shows in what people get.
 */
final class AssociativeList {
    private final List<Value> there;
    private final List<Value> patch;
    private final boolean isAddition;
    private final List<String> keys;
    private final Type itemType;

    private AssociativeList(ListValue there, ListValue patch, boolean isAddition, Type type) {
        this.there = new ArrayList<>(there.items());
        this.patch = patch.items();
        this.isAddition = isAddition;
        List<String> mergeKeys = type.mergeKeys().orElse(List.of());
        this.keys = mergeKeys.isEmpty() ? List.of("") : mergeKeys;
        this.itemType = type.items();
    }

    /** Keys of an item and what they are. */
    private record Match(List<String> keys, List<String> values) {}

    static ListValue merge(ListValue there, ListValue patch, Type type) throws RenderException {
        return new AssociativeList(there, patch, false, type).merge();
    }

    /** A list that a patch brings where there was none. */
    static ListValue added(ListValue patch, Type type) throws RenderException {
        return new AssociativeList(patch, patch, true, type).merge();
    }

    private ListValue merge() throws RenderException {
        List<List<String>> all = allValues();
        if (all.isEmpty()) {
            return ListValue.of(there);
        }
        List<Value> merged = new ArrayList<>();
        Match last = new Match(keys, List.of());
        for (int i = 0; i < all.size(); i++) {
            last = match(all, all.get(i));
            mergeItem(all.get(i), last, merged);
        }
        for (Value item : there) {
            append(merged, item, last.keys());
        }
        return ListValue.of(merged);
    }

    private void mergeItem(List<String> values, Match match, List<Value> merged) throws RenderException {
        Match own = match(List.of(values), values);
        int place = find(there, own);
        int patchPlace = find(patch, own);
        Optional<Value> old = place < 0 ? Optional.empty() : Optional.of(there.get(place));
        Optional<Value> change = patchPlace < 0 ? Optional.empty() : Optional.of(patch.get(patchPlace));
        Optional<Value> item = isAddition && change.isPresent()
                ? StrategicMerge.added(change.get(), itemType)
                : StrategicMerge.merge(old, change, itemType);
        if (item.isEmpty() || isEmpty(item.get())) {
            set(there, Optional.empty(), match);
            return;
        }
        Value result = withKeys(item.get(), match);
        if (place >= 0
                && (isAddition || StrategicMerge.directive(change.orElse(MapValue.EMPTY)) != Directive.REPLACE)) {
            there.set(place, result);
        }
        set(merged, Optional.of(result), match);
    }

    private static Value withKeys(Value item, Match match) {
        Value result = item;
        for (int i = 0; i < match.keys().size(); i++) {
            String key = match.keys().get(i);
            String value = i < match.values().size() ? match.values().get(i) : "";
            if (result instanceof MapValue map && map.get(key).isEmpty() && !value.isEmpty()) {
                result = map.with(key, Value.of(value));
            }
        }
        return result;
    }

    /** The values of the keys of all items, each once, those of the patch first. */
    private List<List<String>> allValues() {
        Set<List<String>> all = new LinkedHashSet<>();
        for (Value item : patch) {
            all.add(values(item));
        }
        for (Value item : there) {
            all.add(values(item));
        }
        List<List<String>> values = new ArrayList<>(all);
        if (keys.size() > 1) {
            unite(values);
        }
        return values;
    }

    private List<String> values(Value item) {
        return keys.stream().map(key -> value(item, key)).toList();
    }

    private static String value(Value item, String key) {
        if (key.isEmpty()) {
            return Values.text(item);
        }
        Value value = item.at(key).orElse(NullValue.NULL);
        return Values.isScalar(value) ? Values.text(value) : "";
    }

    /** Items that share a key, one of which lacks the others, count as the same one: {@code 80} and {@code 80/TCP}. */
    private static void unite(List<List<String>> all) {
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < all.size(); j++) {
                Optional<List<String>> united = unite(all.get(i), all.get(j));
                if (united.isPresent()) {
                    all.set(i, united.get());
                    all.set(j, united.get());
                }
            }
        }
    }

    private static Optional<List<String>> unite(List<String> one, List<String> other) {
        boolean common = false;
        List<String> united = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            String a = one.get(i);
            String b = other.get(i);
            if (a.equals(b)) {
                common = true;
            } else if (!a.isEmpty() && !b.isEmpty()) {
                return Optional.empty();
            }
            united.add(a.isEmpty() ? b : a);
        }
        return common ? Optional.of(united) : Optional.empty();
    }

    /** What to look an item up by: the keys that any of the items has. */
    private Match match(List<List<String>> all, List<String> values) {
        Set<String> used = new HashSet<>();
        for (List<String> some : all) {
            for (int i = 0; i < keys.size(); i++) {
                if (!some.get(i).isEmpty()) {
                    used.add(keys.get(i));
                }
            }
        }
        if (used.isEmpty()) {
            return new Match(keys, values);
        }
        List<String> validKeys = new ArrayList<>();
        List<String> validValues = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (used.contains(keys.get(i))) {
                validKeys.add(keys.get(i));
                validValues.add(values.get(i));
            }
        }
        return new Match(validKeys, validValues);
    }

    private static int find(List<Value> items, Match match) {
        for (int i = 0; i < items.size(); i++) {
            Value item = items.get(i);
            boolean found = true;
            for (int k = 0; k < match.keys().size(); k++) {
                String key = match.keys().get(k);
                boolean has =
                        key.isEmpty() ? Values.isScalar(item) : item.at(key).isPresent();
                found &= has && value(item, key).equals(match.values().get(k));
            }
            if (found) {
                return i;
            }
        }
        return -1;
    }

    private static void append(List<Value> items, Value item, List<String> keys) {
        if (keys.getFirst().isEmpty()) {
            set(items, Optional.of(item), new Match(keys, List.of(Values.text(item))));
            return;
        }
        List<String> values = new ArrayList<>();
        for (String key : keys) {
            if (item.at(key).isEmpty()) {
                items.add(item);
            } else {
                values.add(value(item, key));
            }
        }
        Match match = new Match(keys, values);
        if (keys.size() > 1) {
            set(items, Optional.empty(), match);
        }
        set(items, Optional.of(item), match);
    }

    /** Puts an item in the place of those that match, or at the end; without an item, takes those away that match. */
    private static void set(List<Value> items, Optional<Value> by, Match match) {
        boolean byKeys = !match.keys().getFirst().isEmpty()
                && !match.values().isEmpty()
                && !match.values().getFirst().isEmpty();
        List<Value> result = new ArrayList<>();
        boolean replaced = false;
        for (Value item : items) {
            if (isEmpty(item)) {
                continue;
            }
            if (byKeys && !(item instanceof MapValue)) {
                result.add(item);
            } else if (!matches(item, match)) {
                if (!match.values().isEmpty()) {
                    result.add(item);
                }
            } else {
                replaced = true;
                by.ifPresent(result::add);
            }
        }
        if (!replaced) {
            by.ifPresent(result::add);
        }
        items.clear();
        items.addAll(result);
    }

    /** As {@link #find} does, but that a value that is not asked for matches whatever there is. */
    private static boolean matches(Value item, Match match) {
        if (match.values().isEmpty()) {
            return false;
        }
        for (int k = 0; k < match.keys().size() && k < match.values().size(); k++) {
            String key = match.keys().get(k);
            String value = match.values().get(k);
            boolean has = key.isEmpty() ? Values.isScalar(item) : item.at(key).isPresent();
            if (!has || (!value.isEmpty() && !value(item, key).equals(value))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEmpty(Value item) {
        return item == NullValue.NULL
                || (item instanceof MapValue map && map.fields().isEmpty());
    }
}
