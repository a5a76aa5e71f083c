package dev.gitsync.git;

import dev.gitsync.git.GitException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mirror of one repository: its branches, its tags, and the commits that are kept. Reading takes no lock; whatever
 * changes the mirror holds its {@link MirrorLock}. A mirror that turns out to be damaged is thrown away and cloned anew by
 * the next operation that may ask the remote, at most once in each.
 */
final class Mirror {
    /** Where commits are kept that no branch and no tag leads to any more. */
    static final String KEPT = "refs/gitsync/";

    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final Set<RefUpdate.Result> UPDATED = EnumSet.of(
            RefUpdate.Result.NEW, RefUpdate.Result.FORCED, RefUpdate.Result.FAST_FORWARD, RefUpdate.Result.NO_CHANGE);

    /** Reads objects; the reader is closed afterwards. */
    interface Reading<T> {
        T read(ObjectReader reader) throws IOException;
    }

    private final RepositoryUrl url;
    private final MirrorDirectory directory;
    private final Remote remote;
    private final GitLimits limits;
    private volatile boolean damaged;

    Mirror(RepositoryUrl url, Path path, Remote remote, GitLimits limits) {
        this.url = url;
        this.directory = new MirrorDirectory(url, path);
        this.remote = remote;
        this.limits = limits;
    }

    /** The commit, if it is here; asks nobody. */
    Optional<Commit> find(String id) throws GitException {
        Optional<Repository> here = directory.open();
        if (damaged || here.isEmpty()) {
            return Optional.empty();
        }
        ObjectId objectId = ObjectId.fromString(id);
        try (RevWalk walk = new RevWalk(here.get())) {
            if (!here.get().getObjectDatabase().has(objectId)) {
                return Optional.empty();
            }
            RevCommit commit = walk.parseCommit(objectId);
            walk.parseHeaders(commit.getTree());
            return Optional.of(describe(commit));
        } catch (IncorrectObjectTypeException e) {
            throw new GitException(Kind.REVISION_NOT_FOUND, url + ": " + id + " is not a commit", e);
        } catch (IOException e) {
            damaged(e);
            return Optional.empty();
        }
    }

    /** The commit, fetched if it isn't here. Who comes while another fetches waits, and mostly finds it here then. */
    Commit open(RemoteRevision revision, boolean protocol2) throws GitException {
        Optional<Commit> here = find(revision.commit());
        if (here.isPresent()) {
            return here.get();
        }
        try (MirrorLock _ = MirrorLock.acquire(directory.path(), limits.totalTimeout())) {
            here = find(revision.commit());
            return here.isPresent() ? here.get() : repairing(() -> fetchCommit(revision, protocol2));
        } catch (IOException e) {
            throw cantWrite(e);
        }
    }

    /** The commits here whose ids start so; asks nobody. */
    List<String> startingWith(String prefix) {
        Optional<Repository> here = directory.open();
        if (damaged || here.isEmpty()) {
            return List.of();
        }
        try (ObjectReader reader = here.get().newObjectReader();
                RevWalk walk = new RevWalk(reader)) {
            Set<String> commits = new HashSet<>();
            for (ObjectId id : reader.resolve(AbbreviatedObjectId.fromString(prefix))) {
                RevObject object = walk.parseAny(id);
                if (object instanceof RevCommit) {
                    commits.add(object.name());
                }
            }
            return List.copyOf(commits);
        } catch (IOException e) {
            damaged(e);
            return List.of();
        }
    }

    /** Makes the branches and tags those of the remote. */
    void update(boolean protocol2) throws GitException {
        try (MirrorLock _ = MirrorLock.acquire(directory.path(), limits.totalTimeout())) {
            repairing(() -> fetch(protocol2));
        } catch (IOException e) {
            throw cantWrite(e);
        }
    }

    /** Keeps these commits, as far as they are here, whatever the remote does to its branches; releases all others. */
    void keep(Set<String> commits) throws GitException {
        Optional<Repository> here = directory.open();
        if (here.isEmpty() || kept(here.get()).equals(commits)) {
            return;
        }
        try (MirrorLock _ = MirrorLock.acquire(directory.path(), limits.totalTimeout())) {
            Repository repository = here.get();
            Set<String> before = kept(repository);
            for (String commit : commits) {
                if (!before.contains(commit) && find(commit).isPresent()) {
                    addKept(repository, commit);
                }
            }
            for (String commit : before) {
                if (!commits.contains(commit)) {
                    RefUpdate update = repository.updateRef(KEPT + commit);
                    update.setForceUpdate(true);
                    update.delete();
                }
            }
        } catch (IOException e) {
            throw cantWrite(e);
        }
    }

    private Set<String> kept(Repository repository) throws GitException {
        try {
            Set<String> commits = new HashSet<>();
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(KEPT)) {
                commits.add(ref.getName().substring(KEPT.length()));
            }
            return commits;
        } catch (IOException e) {
            throw cantWrite(e);
        }
    }

    private static void addKept(Repository repository, String commit) throws IOException {
        RefUpdate update = repository.updateRef(KEPT + commit);
        update.setNewObjectId(ObjectId.fromString(commit));
        update.disableRefLog();
        RefUpdate.Result result = update.forceUpdate();
        if (!UPDATED.contains(result)) {
            throw new IOException("the ref " + update.getName() + " could not be written: " + result);
        }
    }

    /** Reads objects for a file tree. A damage found is remembered, so that the next {@link #open} clones anew. */
    <T> T reading(Reading<T> reading) throws IOException {
        Optional<Repository> here = directory.open();
        if (here.isEmpty()) {
            throw new IOException(url + ": its mirror is gone; the next sync clones it anew");
        }
        try (ObjectReader reader = here.get().newObjectReader()) {
            return reading.read(reader);
        } catch (IOException e) {
            if (!RemoteErrors.isDamage(e)) {
                throw e;
            }
            damaged(e);
            throw new IOException(url + ": its mirror is damaged; the next sync clones it anew", e);
        }
    }

    private interface Work<T> {
        T run() throws GitException, IOException;
    }

    /** Does the work on a mirror that opens; if that shows it to be damaged, once more on a new one. */
    private <T> T repairing(Work<T> work) throws GitException, IOException {
        boolean fresh = directory.open().isEmpty();
        if (damaged) {
            directory.delete();
            damaged = false;
            fresh = true;
        }
        try {
            return work.run();
        } catch (GitException e) {
            if (fresh || e.kind() != Kind.CORRUPT) {
                throw e;
            }
            LOG.warn("The mirror of {} is damaged and is cloned anew: {}", url, e.getMessage());
            directory.delete();
            damaged = false;
            return work.run();
        }
    }

    private Commit fetchCommit(RemoteRevision revision, boolean protocol2) throws GitException, IOException {
        String id = revision.commit();
        FetchResult result = fetch(protocol2);
        Optional<Commit> commit = find(id);
        if (commit.isPresent()) {
            return commit.get();
        }
        if (damaged || isAdvertised(result.getAdvertisedRefs(), id)) {
            throw new GitException(Kind.CORRUPT, url + ": commit " + id + " can't be read after it was fetched");
        }
        try {
            Repository repository = directory.openOrCreate();
            remote.fetchCommit(url, repository, id);
            commit = find(id);
            if (commit.isPresent()) {
                addKept(repository, id);
                return commit.get();
            }
        } catch (GitException e) {
            if (e.kind() != Kind.OTHER) {
                throw e;
            }
            throw notFound(revision, e);
        }
        throw notFound(revision, null);
    }

    private GitException notFound(RemoteRevision revision, @Nullable Throwable cause) {
        String why = revision.ref().isEmpty()
                ? ": the repository has no commit " + revision.commit() + " that a branch or tag leads to"
                : ": commit " + revision.commit() + " is gone; " + revision.ref() + " was changed meanwhile";
        return new GitException(Kind.REVISION_NOT_FOUND, url + why, cause);
    }

    private FetchResult fetch(boolean protocol2) throws GitException, IOException {
        Repository repository = directory.openOrCreate();
        FetchResult result = remote.fetch(url, repository, protocol2);
        for (var update : result.getTrackingRefUpdates()) {
            if (!UPDATED.contains(update.getResult())) {
                throw new GitException(
                        Kind.CORRUPT,
                        url + ": " + update.getLocalName() + " could not be updated in the mirror: "
                                + update.getResult());
            }
        }
        directory.collectGarbageIfDue();
        return result;
    }

    private static boolean isAdvertised(Collection<Ref> refs, String id) {
        return refs.stream()
                .anyMatch(ref ->
                        (ref.getObjectId() != null && ref.getObjectId().name().equals(id))
                                || (ref.getPeeledObjectId() != null
                                        && ref.getPeeledObjectId().name().equals(id)));
    }

    private Commit describe(RevCommit commit) {
        PersonIdent author = commit.getAuthorIdent();
        GitFileTree tree = new GitFileTree(this, commit.getTree().getId());
        // A commit made by hand may have an author line that can't be read.
        return author == null
                ? new Commit(commit.name(), "", "", Instant.ofEpochSecond(commit.getCommitTime()), "", tree)
                : new Commit(
                        commit.name(),
                        author.getName(),
                        author.getEmailAddress(),
                        author.getWhenAsInstant(),
                        commit.getShortMessage(),
                        tree);
    }

    private void damaged(IOException e) {
        LOG.warn("The mirror of {} is damaged; the next sync clones it anew: {}", url, e.getMessage());
        damaged = true;
    }

    private GitException cantWrite(IOException e) {
        return new GitException(
                Kind.OTHER, url + ": its mirror in " + directory.path() + " can't be used: " + e.getMessage(), e);
    }

    /** Deletes the mirror from disk. */
    void delete() throws GitException {
        try (MirrorLock _ = MirrorLock.acquire(directory.path(), limits.totalTimeout())) {
            directory.delete();
        } catch (IOException e) {
            throw cantWrite(e);
        }
    }

    /** Closes the files; what was opened from here can't be read afterwards. */
    void close() {
        directory.close();
    }
}
