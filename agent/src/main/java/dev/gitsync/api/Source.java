package dev.gitsync.api;

/**
 * Where the manifests of an Application come from.
 *
 * @param repoUrl may hold credentials: never print it as it is
 * @param targetRevision {@code HEAD}, a branch, a tag or a commit
 * @param path of the folder to render, relative to the repository's root, without {@code .} and {@code ..} parts;
 *     {@code .} is the root
 * @param directoryRecurse whether a folder that is no kustomization is read with the folders in it
 */
public record Source(String repoUrl, String targetRevision, String path, boolean directoryRecurse) {}
