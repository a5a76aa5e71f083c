package dev.gitsync.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value.MapValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretMaskTest {
    private static final SecretMask MASK =
            new SecretMask("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    private static MapValue secret(String rest) {
        return (MapValue) Json.parse(
                "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"a\"}, " + rest + "}");
    }

    @Test
    void noValueOfASecretIsLeft() {
        MapValue masked = MASK.mask((MapValue) Json.parse("""
                {"apiVersion": "v1", "kind": "Secret",
                 "metadata": {"name": "db", "annotations": {"note": "kept",
                   "kubectl.kubernetes.io/last-applied-configuration": "{\\"data\\": {\\"a\\": \\"Y2FuYXJ5\\"}}"}},
                 "data": {"a": "Y2FuYXJ5", "broken": "canary!", "n": 7}, "stringData": {"b": "canary"}}
                """));

        assertThat(Json.text(masked)).doesNotContain("canary", "Y2FuYXJ5").contains("kept");
        assertThat(masked.stringAt("data", "a").orElseThrow()).matches("\\(secret\\) [0-9a-f]{8}");
        assertThat(masked.stringAt("data", "n").orElseThrow()).startsWith("(secret) ");
        assertThat(MASK.mask(secret("\"data\": \"canary\"")).toString()).doesNotContain("canary");
    }

    @Test
    void equalValuesHaveEqualMarksAndOthersDoNot() {
        MapValue masked = MASK.mask(secret(
                "\"data\": {\"a\": \"eA==\", \"b\": \"eA==\", \"c\": \"eQ==\"}, \"stringData\": {\"d\": \"x\"}"));

        assertThat(masked.at("data", "a")).isEqualTo(masked.at("data", "b")).isEqualTo(masked.at("stringData", "d"));
        assertThat(masked.at("data", "a")).isNotEqualTo(masked.at("data", "c"));
        assertThat(MASK.mask(masked)).isEqualTo(masked);
        assertThat(new SecretMask(new byte[32])
                        .mask(secret("\"data\": {\"a\": \"eA==\"}"))
                        .at("data", "a"))
                .isNotEqualTo(masked.at("data", "a"));
    }

    @Test
    void whatIsNoSecretIsLeftAlone() {
        MapValue object = (MapValue)
                Json.parse("{\"apiVersion\": \"example.com/v1\", \"kind\": \"Secret\", \"data\": {\"a\": \"x\"}}");

        assertThat(MASK.mask(object)).isSameAs(object);
    }

    @Test
    void aDiffOfASecretShowsThatItDiffersAndNotHow() {
        MapValue desired = secret("\"data\": {\"same\": \"eA==\", \"other\": \"Y2FuYXJ5\"}");
        MapValue live = secret("\"data\": {\"same\": \"eA==\", \"other\": \"ZHJpZnRlZA==\"}");
        DiffInput input = new DiffInput(
                desired,
                Optional.of(live),
                Optional.of(new Base(desired, desired)),
                Optional.empty(),
                Types.of("Secret"),
                "gitsync");

        ObjectDiff diff = ThreeWayDiff.diff(MASK.mask(input));

        assertThat(((ObjectDiff.Changed) diff).changes())
                .extracting(change -> change.path().toString())
                .containsExactly("data.other");
        assertThat(diff.toString()).doesNotContain("canary", "Y2FuYXJ5", "ZHJpZnRlZA", "drifted");
    }

    @Test
    void aKeyOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> new SecretMask(new byte[16])).hasMessage("a key of 32 bytes was expected, not 16");
    }

    @Test
    void theRedactorFindsASecretInEveryForm() {
        Redactor redactor = Redactor.ofSecretsIn(List.of(
                secret("\"stringData\": {\"a\": \"can<ary & \\\"1\\\"\"}"),
                secret("\"data\": {\"b\": \"Y2FuYXJ5LTI=\", \"bytes\": \"/+8AAQID\", \"broken\": \"canary-3!\"}"),
                secret("\"stringData\": {\"pem\": \"-----BEGIN\\nMIIcanarycanary\\n-----END\\n\"}"),
                (MapValue) Json.parse(
                        "{\"kind\": \"ConfigMap\", \"apiVersion\": \"v1\", \"data\": {\"a\": \"public-value\"}}")));

        assertThat(redactor.redact("value \"can<ary & \"1\"\" is bad")).isEqualTo("value \"(redacted)\" is bad");
        assertThat(redactor.redact("{\"can<ary & \\\"1\\\"\"}")).isEqualTo("{\"(redacted)\"}");
        assertThat(redactor.redact("can\\u003cary \\u0026 \\\"1\\\"")).isEqualTo("(redacted)");
        assertThat(redactor.redact("?p=can%3Cary+%26+%221%22 can%3Cary%20%26%20%221%22"))
                .isEqualTo("?p=(redacted) (redacted)");
        assertThat(redactor.redact("canary-2canary-2 Y2FuYXJ5LTI=")).isEqualTo("(redacted) (redacted)");
        assertThat(redactor.redact("/+8AAQID _-8AAQID")).isEqualTo("(redacted) (redacted)");
        assertThat(redactor.redact("illegal base64: canary-3!")).isEqualTo("illegal base64: (redacted)");
        assertThat(redactor.redact("at line MIIcanarycanary.")).isEqualTo("at line (redacted).");
        assertThat(redactor.redact("the public-value")).isEqualTo("the public-value");
    }

    @Test
    void aShortSecretIsOnlyAWordOfItsOwn() {
        Redactor redactor = Redactor.ofStrings(List.of("admin", "80", "secret-password"));

        assertThat(redactor.redact("admission denied user admin on port 80"))
                .isEqualTo("admission denied user (redacted) on port 80");
        assertThat(redactor.redact("https://admin:secret-password@host"))
                .isEqualTo("https://(redacted):(redacted)@host");
        assertThat(redactor.redact("nothing")).isSameAs("nothing");
        assertThat(Redactor.NONE.and(redactor).redact("xsecret-passwordx")).isEqualTo("x(redacted)x");
    }

    @Test
    void theCopyThatKubectlKeepsIsReadForOlderSecrets() {
        Redactor redactor = Redactor.ofSecretsIn(List.of((MapValue) Json.parse("""
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"annotations": {
                  "kubectl.kubernetes.io/last-applied-configuration": "{\\"stringData\\": {\\"a\\": \\"older-canary\\"}}"}}}
                """)));

        assertThat(redactor.redact("an older-canary here")).isEqualTo("an (redacted) here");
    }
}
