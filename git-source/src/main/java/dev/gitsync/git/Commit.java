package dev.gitsync.git;

import dev.gitsync.render.FileTree;
import java.time.Instant;

/**
 * One commit of a mirror and its files.
 *
 * @param id the full id, 40 hexadecimal digits
 * @param authorTime to the second, as Git keeps it
 * @param subject the first paragraph of its message, on one line
 * @param tree reads from the mirror on demand, from any thread
 */
public record Commit(
        String id, String authorName, String authorEmail, Instant authorTime, String subject, FileTree tree) {}
