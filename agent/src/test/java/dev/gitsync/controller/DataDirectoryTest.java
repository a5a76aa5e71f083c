package dev.gitsync.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void aSecondAgentIsRefusedAndToldWhatToDo() throws Exception {
        try (DataDirectory first = DataDirectory.lock(folder.resolve("data"), "host")) {
            assertThat(first.identity()).startsWith("host_");
            assertThatThrownBy(() -> DataDirectory.lock(folder.resolve("data"), "host"))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("in use by another agent")
                    .hasMessageContaining("--data-dir");
        }
    }

    @Test
    void theNextLifeIsTheSameCandidate() throws Exception {
        String before;
        try (DataDirectory first = DataDirectory.lock(folder, "host")) {
            before = first.identity();
        }
        try (DataDirectory second = DataDirectory.lock(folder, "host")) {
            assertThat(second.identity()).isEqualTo(before);
        }
    }

    @Test
    void whatIsNoDirectoryIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> DataDirectory.lock(file, "host"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(file.toString());
    }
}
