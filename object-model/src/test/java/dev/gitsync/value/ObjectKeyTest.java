package dev.gitsync.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.value.Value.MapValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectKeyTest {
    private static ObjectKey keyOf(String json) {
        return ObjectKey.of((MapValue) Json.parse(json));
    }

    @Test
    void theVersionIsNoPartOfTheKey() {
        String metadata = "\"kind\":\"Deployment\",\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\"}}";

        ObjectKey key = keyOf("{\"apiVersion\":\"apps/v1\"," + metadata);

        assertThat(key).isEqualTo(new ObjectKey("apps", "Deployment", "shop", "web"));
        assertThat(key).isEqualTo(keyOf("{\"apiVersion\":\"apps/v1beta2\"," + metadata));
        assertThat(key).hasToString("Deployment.apps shop/web");
    }

    @Test
    void absentFieldsCountAsEmpty() {
        assertThat(keyOf("{}")).isEqualTo(new ObjectKey("", "", "", ""));
        assertThat(keyOf("{\"apiVersion\":1,\"kind\":[],\"metadata\":\"x\"}")).isEqualTo(new ObjectKey("", "", "", ""));
        assertThat(keyOf("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}"))
                .hasToString("Namespace shop");
    }

    @Test
    void onlySecretsOfTheCoreGroupAreSecrets() {
        assertThat(new ObjectKey("", "Secret", "a", "b").isSecret()).isTrue();
        assertThat(new ObjectKey("example.com", "Secret", "a", "b").isSecret()).isFalse();
        assertThat(new ObjectKey("", "ConfigMap", "a", "b").isSecret()).isFalse();
    }

    @Test
    void keysAreOrderedByGroupKindNamespaceAndName() {
        List<ObjectKey> ordered = List.of(
                new ObjectKey("", "ConfigMap", "b", "a"),
                new ObjectKey("", "Secret", "a", "a"),
                new ObjectKey("", "Secret", "a", "b"),
                new ObjectKey("", "Secret", "b", "a"),
                new ObjectKey("apps", "Deployment", "a", "a"));

        assertThat(ordered.reversed().stream().sorted()).containsExactlyElementsOf(ordered);
    }
}
