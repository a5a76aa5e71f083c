package dev.gitsync.plan;

import dev.gitsync.api.Names;
import dev.gitsync.api.TrackingId;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;

/** The marks on a managed object: the label that watches select by, and the tracking id that says whose it is. */
public final class Tracking {
    private Tracking() {}

    /** The object with both marks. */
    public static MapValue mark(MapValue object, TrackingId id) {
        MapValue metadata = object.mapAt("metadata");
        MapValue labels = metadata.mapAt("labels")
                .with(Names.APPLICATION_LABEL, Value.of(id.application().label()));
        MapValue annotations =
                metadata.mapAt("annotations").with(Names.TRACKING_ID_ANNOTATION, Value.of(id.toString()));
        return object.with("metadata", metadata.with("labels", labels).with("annotations", annotations));
    }
}
