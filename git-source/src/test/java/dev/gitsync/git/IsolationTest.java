package dev.gitsync.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolationTest {
    @TempDir
    Path mirrors = Path.of("");

    @Test
    void noConfigurationOfTheMachineOrItsUserIsRead() throws Exception {
        Sources.open(mirrors).close();
        SystemReader reader = SystemReader.getInstance();
        Sources.open(mirrors).close();
        assertThat(SystemReader.getInstance()).as("put in place once").isSameAs(reader);
        assertThat(reader.getUserConfig().getSections()).isEmpty();
        assertThat(reader.getSystemConfig().getSections()).isEmpty();
        assertThat(System.getenv("PATH")).isNotNull();
        assertThat(reader.getenv("PATH")).isNull();
    }
}
