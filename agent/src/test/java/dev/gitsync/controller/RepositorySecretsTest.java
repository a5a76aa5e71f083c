package dev.gitsync.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositorySecretsTest {
    @ParameterizedTest
    @CsvSource({
        "https://git.example.com/team, https://git.example.com/team/shop.git, true",
        "https://git.example.com/team/, https://git.example.com/team/shop.git, true",
        "https://git.example.com/team, https://git.example.com/team, true",
        "https://git.example.com/team/shop, https://git.example.com/team/shop.git, true",
        "https://git.example.com/team/shop.git, https://git.example.com/team/shop, true",
        "https://git.example.com/team, https://git.example.com/team-of-others/shop.git, false",
        "https://git.example.com, https://git.example.com/team/shop.git, true",
        "https://git.example.com, https://git.example.com.evil.org/team/shop.git, false",
        "https://git.example.com, https://git.example.com@evil.org/team/shop.git, false",
        "https://git.example.com, http://git.example.com/team/shop.git, false",
        "https://GIT.Example.com/team, HTTPS://git.example.COM/team/shop.git, true",
        "https://git.example.com/team, https://git.example.com/Team/shop.git, false",
    })
    void credentialsGoToWhatTheirUrlCovers(String prefix, String url, boolean covers) {
        assertThat(RepositorySecrets.covers(prefix, url)).isEqualTo(covers);
    }

    @Test
    void theLongestUrlWins() {
        RepositorySecrets secrets = RepositorySecrets.alone();
        secrets.put(secret("all", "https://git.example.com", "all"));
        secrets.put(secret("team", "https://git.example.com/team", "team"));

        assertThat(secrets.credentialsFor("https://git.example.com/team/shop.git")
                        .orElseThrow()
                        .username())
                .contains("team");
        assertThat(secrets.credentialsFor("https://git.example.com/other/shop.git")
                        .orElseThrow()
                        .username())
                .contains("all");
        assertThat(secrets.credentialsFor("https://elsewhere.example.com/shop.git"))
                .isEmpty();
    }

    @Test
    void aSecretThatLosesItsUrlIsNotUsedAnyMore() {
        RepositorySecrets secrets = RepositorySecrets.alone();
        secrets.put(secret("all", "https://git.example.com", "all"));
        secrets.put(secret("all", "", "all"));

        assertThat(secrets.credentialsFor("https://git.example.com/shop.git")).isEmpty();
    }

    private static MapValue secret(String name, String url, String user) {
        return Value.map(
                "apiVersion", Value.of("v1"),
                "kind", Value.of("Secret"),
                "metadata", Value.map("name", Value.of(name), "namespace", Value.of("gitsync")),
                "data", Value.map("url", base64(url), "username", base64(user), "password", base64("canary-" + user)));
    }

    private static Value base64(String text) {
        return Value.of(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
}
