package dev.gitsync.testbed;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A repository with a working tree in a temporary folder, changed and pushed with the ordinary Git client, which sees no
 * configuration of this machine or its user. The remote's name is {@code origin}, the first branch's {@code main}.
 */
public final class WorkingCopy implements AutoCloseable {
    /** Who a commit is by. */
    public record Author(String name, String email) {
        public static final Author DEFAULT = new Author("Alex Example", "alex@example.com");
    }

    private final Path temporary;
    private final Path folder;
    private final Map<String, String> variables;

    private WorkingCopy(Path temporary, Optional<Path> authority) {
        this.temporary = temporary;
        this.folder = temporary.resolve("work");
        this.variables = isolated(temporary, authority);
    }

    /** A new working copy, without a commit, that pushes to a URL; an authority is a PEM file to know an HTTPS server by. */
    public static WorkingCopy create(String url, Optional<Path> authority) {
        WorkingCopy copy = new WorkingCopy(TemporaryFolders.create("work"), authority);
        Command.of("git", "init", "--quiet", "--initial-branch=main", copy.folder.toString())
                .with(copy.variables)
                .run();
        copy.git("remote", "add", "origin", url);
        return copy;
    }

    private static Map<String, String> isolated(Path home, Optional<Path> authority) {
        Map<String, String> variables = new HashMap<>();
        variables.put("HOME", home.toString());
        variables.put("XDG_CONFIG_HOME", home.toString());
        variables.put("LC_ALL", "C.UTF-8");
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        variables.put("GIT_CONFIG_NOSYSTEM", "1");
        variables.put("GIT_TERMINAL_PROMPT", "0");
        variables.put("GIT_CONFIG_COUNT", "2");
        variables.put("GIT_CONFIG_KEY_0", "gc.auto"); // leaves no process behind
        variables.put("GIT_CONFIG_VALUE_0", "0");
        variables.put("GIT_CONFIG_KEY_1", "maintenance.auto");
        variables.put("GIT_CONFIG_VALUE_1", "false");
        variables.putAll(signedBy(Author.DEFAULT));
        authority.ifPresent(file -> variables.put("GIT_SSL_CAINFO", file.toString()));
        return variables;
    }

    private static Map<String, String> signedBy(Author author) {
        return Map.of(
                "GIT_AUTHOR_NAME", author.name(),
                "GIT_AUTHOR_EMAIL", author.email(),
                "GIT_COMMITTER_NAME", author.name(),
                "GIT_COMMITTER_EMAIL", author.email());
    }

    /** The working tree. */
    public Path folder() {
        return folder;
    }

    /** Runs git in the working tree and returns what it printed, without the last line's end. */
    public String git(String... arguments) {
        return git(Map.of(), arguments);
    }

    private String git(Map<String, String> more, String... arguments) {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(arguments));
        return Command.of(line).in(folder).with(variables).with(more).run().stripTrailing();
    }

    /** Writes a file, making the folders it needs. */
    public WorkingCopy write(String path, String content) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is in a file of the working tree. */
    public String read(String path) {
        try {
            return Files.readString(folder.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a file, or a folder with all that is in it. */
    public WorkingCopy remove(String path) {
        try {
            MoreFiles.deleteRecursively(folder.resolve(path), RecursiveDeleteOption.ALLOW_INSECURE);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder's files and folders into the top of the working tree. */
    public WorkingCopy copyFrom(Path source) {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(source.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits the working tree as it is, also where nothing changed, and returns the commit's id. */
    public String commit(String message) {
        return commit(message, Author.DEFAULT);
    }

    /** Commits the working tree as it is, also where nothing changed, and returns the commit's id. */
    public String commit(String message, Author author) {
        git("add", "--all");
        git(signedBy(author), "commit", "--quiet", "--allow-empty", "--message", message);
        return head();
    }

    /** The id of the commit that is checked out. */
    public String head() {
        return git("rev-parse", "HEAD");
    }

    /** Pushes the branch that is checked out. */
    public void push() {
        git("push", "--quiet", "origin", "HEAD");
    }

    /** Commits, pushes, and returns the commit's id. */
    public String commitAndPush(String message) {
        String id = commit(message);
        push();
        return id;
    }

    /** Pushes the branch that is checked out over whatever the server has there. */
    public void forcePush() {
        git("push", "--quiet", "--force", "origin", "HEAD");
    }

    /** Checks out a new branch that starts here. */
    public void branch(String name) {
        git("checkout", "--quiet", "-b", name);
    }

    /** Checks out a branch, tag or commit. */
    public void checkout(String revision) {
        git("checkout", "--quiet", revision);
    }

    /** Tags the commit that is checked out, and pushes the tag. */
    public void tag(String name) {
        git("tag", "--annotate", "--force", "--message", name, name);
        git("push", "--quiet", "--force", "origin", "refs/tags/" + name);
    }

    /** Deletes a branch on the server. */
    public void deleteRemoteBranch(String name) {
        git("push", "--quiet", "origin", "--delete", name);
    }

    @Override
    public void close() {
        TemporaryFolders.delete(temporary);
    }
}
