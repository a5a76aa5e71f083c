package dev.gitsync.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** A bare repository of a {@link GitServer}, which serves what the large Git hosts serve. */
record GitRepository(Path folder, Repository jgit) implements AutoCloseable {
    static {
        Isolation.install();
    }

    static GitRepository create(Path folder) {
        try {
            FileRepository repository = new FileRepository(folder.toFile());
            repository.create(true);
            repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + "main");
            StoredConfig config = repository.getConfig();
            config.setBoolean("uploadpack", null, "allowFilter", true);
            config.setBoolean("uploadpack", null, "allowReachableSHA1InWant", true);
            config.setBoolean("http", null, "receivepack", true);
            config.save();
            return new GitRepository(folder, repository);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create repository " + folder, e);
        }
    }

    @Override
    public void close() {
        jgit.close();
    }

    /** Keeps JGit from the settings of this machine and of its user, and from writing its own there. */
    private static final class Isolation extends SystemReader.Delegate {
        private Isolation(SystemReader machine) {
            super(machine);
        }

        /** Leaves a reader in place that the program under test has installed. */
        static void install() {
            SystemReader present = SystemReader.getInstance();
            if (present.getClass().getEnclosingClass() == SystemReader.class) {
                SystemReader.setInstance(new Isolation(present));
            }
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new Empty(parent, fs);
        }

        @Override
        public FileBasedConfig openSystemConfig(Config parent, FS fs) {
            return new Empty(parent, fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(Config parent, FS fs) {
            return new Empty(parent, fs);
        }
    }

    /** A configuration file that is not there. */
    private static final class Empty extends FileBasedConfig {
        Empty(Config parent, FS fs) {
            super(parent, Path.of("/dev/null").toFile(), fs);
        }

        @Override
        public void load() {
            // there is nothing to read
        }

        @Override
        public void save() {
            // kept in memory
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
