package dev.gitsync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.sync.LiveView.Tracker;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveViewTest {
    private static final ObjectKey WEB = new ObjectKey("apps", "Deployment", "shop", "web");

    @ParameterizedTest
    @CsvSource({
        "main/gitsync/shop:apps/Deployment:shop/web, Ours",
        "main/gitsync/other:apps/Deployment:shop/web, Other",
        // Copied with the annotations of another object.
        "main/gitsync/other:apps/Deployment:shop/copied-from, Nobody",
        "main/gitsync/shop:/Service:shop/web, Nobody",
        "nonsense, Nobody",
        "'', Nobody",
    })
    void theTrackingIdSaysWhoseItIs(String id, String tracker) {
        assertThat(tracker(Value.map("gitsync.dev/tracking-id", Value.of(id)))
                        .getClass()
                        .getSimpleName())
                .isEqualTo(tracker);
    }

    @Test
    void aLabelAloneProvesNothing() {
        MapValue live = Value.map(
                "metadata", Value.map("labels", Value.map("gitsync.dev/application", Value.of("gitsync.shop"))));

        assertThat(LiveView.trackerOf(WEB, live, new ApplicationKey("gitsync", "shop")))
                .isEqualTo(new Tracker.Nobody());
    }

    private static Tracker tracker(MapValue annotations) {
        MapValue live = Value.map("metadata", Value.map("annotations", annotations));
        return LiveView.trackerOf(WEB, live, new ApplicationKey("gitsync", "shop"));
    }
}
