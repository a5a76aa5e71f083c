package dev.gitsync.git;

/**
 * What a revision pointed at when the remote was asked.
 *
 * @param commit the full id, 40 hexadecimal digits
 * @param ref the full name of the branch or tag that was chosen; empty where the revision named a commit
 */
public record RemoteRevision(String commit, String ref) {}
