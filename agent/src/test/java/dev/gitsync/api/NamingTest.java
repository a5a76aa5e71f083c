package dev.gitsync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gitsync.value.ObjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamingTest {
    private static final String LABEL_VALUE = "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?";

    @Test
    void aShortNameIsItsOwnLabel() {
        assertThat(new ApplicationKey("gitsync", "shop").label()).isEqualTo("gitsync.shop");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 54, 55, 56, 63, 150, 253})
    void everyNameGivesAValidLabelOfItsOwn(int length) {
        String name = "a-.".repeat(90).substring(0, length - 1) + "z";
        ApplicationKey key = new ApplicationKey("gitsync", name);

        assertThat(key.label()).matches(LABEL_VALUE).hasSizeLessThanOrEqualTo(63);
        assertThat(new ApplicationKey("gitsynd", name).label()).isNotEqualTo(key.label());
        assertThat(new ApplicationKey("gitsync", name + "y").label()).isNotEqualTo(key.label());
    }

    @Test
    void aKeyIsReadAsItIsPrinted() {
        assertThat(ApplicationKey.parse("gitsync/shop")).isEqualTo(new ApplicationKey("gitsync", "shop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop", "/shop", "gitsync/", "a/b/c"})
    void anythingElseIsNoKey(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApplicationKey.parse(text))
                .withMessageEndingWith("write NAMESPACE/NAME");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main/gitsync/shop:apps/Deployment:shop/web",
                "main/gitsync/shop:/Namespace:/shop",
                "main/gitsync/shop:rbac.authorization.k8s.io/ClusterRole:/system:shop:reader",
            })
    void aTrackingIdIsReadAsItIsPrinted(String text) {
        assertThat(TrackingId.parse(text)).get().hasToString(text);
    }

    @Test
    void aTrackingIdNamesApplicationAndObject() {
        TrackingId id = new TrackingId(
                "main", new ApplicationKey("gitsync", "shop"), new ObjectKey("apps", "Deployment", "shop", "web"));

        assertThat(TrackingId.parse(id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "shop:apps/Deployment:shop/web", "a/b/c", "a/b/c:g/k:n/", "a/b/c:g/:n/x", "a/b/c:g/k:n/x/y"})
    void anythingElseIsNoTrackingId(String text) {
        assertThat(TrackingId.parse(text)).isEmpty();
    }
}
