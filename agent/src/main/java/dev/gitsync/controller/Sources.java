package dev.gitsync.controller;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.Source;
import dev.gitsync.controller.SyncFailure.Reason;
import dev.gitsync.git.Commit;
import dev.gitsync.git.GitException;
import dev.gitsync.git.GitSource;
import dev.gitsync.git.RemoteRevision;
import dev.gitsync.kube.KubeException;
import dev.gitsync.plan.DesiredState;
import dev.gitsync.plan.DesiredStates;
import dev.gitsync.plan.DuplicateObjectException;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.ReadSet;
import dev.gitsync.render.RecordingFileTree;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.RenderLimits;
import dev.gitsync.render.directory.DirectoryRenderer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** From an application's source to its desired state: the first two steps of the pipeline. Thread-safe. */
final class Sources {
    private final GitSource git;
    private final Remotes remotes;
    private final DesiredStates desiredStates;
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors());

    Sources(GitSource git, Remotes remotes, DesiredStates desiredStates) {
        this.git = git;
        this.remotes = remotes;
        this.desiredStates = desiredStates;
    }

    /**
     * A rendered revision.
     *
     * @param spec what it was rendered for
     * @param read what the render read: another commit in which all of it is the same renders the same
     * @param news whether the desired state may differ from the one before
     */
    record Rendered(
            Commit commit,
            ApplicationSpec spec,
            ReadSet read,
            List<Manifest> manifests,
            DesiredState desired,
            boolean news) {
        /** Whether every manifest became an object; a kind may become known later. */
        boolean complete() {
            return desired.errors().isEmpty();
        }
    }

    /** The commit that the application's revision points at now. */
    Commit commit(ApplicationSpec spec, Optional<String> revision, Duration atMostOld) throws SyncFailure {
        Source source = spec.source();
        try {
            RemoteRevision target =
                    remotes.resolve(source.repoUrl(), revision.orElse(source.targetRevision()), atMostOld);
            return remotes.open(source.repoUrl(), target);
        } catch (GitException e) {
            Reason reason =
                    e.kind() == GitException.Kind.REVISION_NOT_FOUND ? Reason.RevisionNotFound : Reason.SourceFailed;
            throw new SyncFailure(reason, String.valueOf(e.getMessage()));
        }
    }

    /** A commit that an earlier pass used, if it is still at hand. */
    Optional<Commit> recorded(ApplicationSpec spec, String commit) {
        try {
            return git.openLocal(spec.source().repoUrl(), commit);
        } catch (GitException e) {
            return Optional.empty(); // the mirror is gone: the caller goes on without
        }
    }

    /** The desired state at a commit; the previous one where the commit changes nothing that was read. */
    Rendered render(Application application, ApplicationSpec spec, Commit commit, Optional<Rendered> previous)
            throws SyncFailure, InterruptedException {
        cores.acquire();
        try {
            Optional<Rendered> same = previous.filter(p -> p.spec().equals(spec));
            if (same.isPresent() && unchanged(same.get(), commit)) {
                Rendered before = same.get();
                DesiredState desired = before.complete()
                        ? before.desired()
                        : desiredStates.of(application.key(), spec, before.manifests());
                return new Rendered(commit, spec, before.read(), before.manifests(), desired, !before.complete());
            }
            RecordingFileTree tree = new RecordingFileTree(commit.tree());
            Source source = spec.source();
            List<Manifest> manifests = new DirectoryRenderer(source.directoryRecurse(), RenderLimits.DEFAULT)
                    .render(tree, treePath(source));
            DesiredState desired = desiredStates.of(application.key(), spec, manifests);
            return new Rendered(commit, spec, tree.readSet(), manifests, desired, true);
        } catch (RenderException e) {
            throw new SyncFailure(Reason.RenderFailed, String.valueOf(e.getMessage()));
        } catch (DuplicateObjectException e) {
            throw new SyncFailure(Reason.DuplicateObject, String.valueOf(e.getMessage()));
        } catch (KubeException e) {
            throw new SyncFailure(Reason.ClusterUnavailable, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new SyncFailure(Reason.SourceFailed, "reading commit " + commit.id() + " failed: " + e.getMessage());
        } finally {
            cores.release();
        }
    }

    /** The path as a tree counts it, in which the root is the empty path. */
    private static String treePath(Source source) {
        return source.path().equals(".") ? "" : source.path();
    }

    private static boolean unchanged(Rendered before, Commit commit) throws IOException {
        return before.commit().id().equals(commit.id()) || before.read().unchangedIn(commit.tree());
    }
}
