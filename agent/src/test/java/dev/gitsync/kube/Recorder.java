package dev.gitsync.kube;

import dev.gitsync.kube.ResourceWatch.State;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps what a watch reports. */
final class Recorder implements ResourceWatch.Handler {
    final Map<String, MapValue> objects = new ConcurrentHashMap<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<State> states = new CopyOnWriteArrayList<>();
    final AtomicInteger synced = new AtomicInteger();

    @Override
    public void onUpsert(ObjectKey key, MapValue object) {
        objects.put(key.name(), object);
        events.add("upsert " + key.name());
    }

    @Override
    public void onDelete(ObjectKey key, @Nullable MapValue last) {
        objects.remove(key.name());
        events.add((last == null ? "missed " : "delete ") + key.name());
    }

    @Override
    public void onSynced() {
        synced.incrementAndGet();
    }

    @Override
    public void onState(State state, String why) {
        states.add(state);
    }
}
