package dev.gitsync.git;

import dev.gitsync.git.GitException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Repositories as a source of commits, each with one bare mirror on disk that all who name it share. Safe for use by
 * several threads: those that want the same commit of one repository wait for one fetch, others don't wait for each other.
 *
 * <p>Only {@code https} and {@code http} repositories are asked, and {@code file} where the limits allow it. A mirror
 * follows the branches and tags of its remote, whatever is done to them there; commits that were once read stay for at
 * least two weeks, and as long as they are {@linkplain #keep kept}. Credentials are looked up anew for each operation.
 */
public final class GitSource implements AutoCloseable {
    /** More refs than this that are neither branch nor tag cost more to be sent than another request does. */
    private static final int MANY_OTHER_REFS = 1_000;

    private final Path mirrorsDir;
    private final GitLimits limits;
    private final Remote remote;
    private final Map<String, Mirror> mirrors = new ConcurrentHashMap<>();
    private final Set<String> protocol2 = ConcurrentHashMap.newKeySet();

    /** @param mirrorsDir belongs to this source; made when first needed */
    public GitSource(Path mirrorsDir, CredentialSource credentials, GitLimits limits) {
        IsolatedSystemReader.install();
        this.mirrorsDir = mirrorsDir.toAbsolutePath().normalize();
        this.limits = limits;
        this.remote = new Remote(credentials, limits);
    }

    /** Whether two URLs name one repository, so that one list of refs serves both; false where one can't be used. */
    public boolean sameRepository(String url, String other) {
        Optional<String> key = usable(url).map(RepositoryUrl::key);
        return key.isPresent() && key.equals(usable(other).map(RepositoryUrl::key));
    }

    /**
     * The branches and tags of the remote now: one request over HTTP. It is made by protocol 0, which answers it with all
     * refs at once; protocol 2 needs a second request. Only for a repository that answers with many other refs (the pull
     * requests of GitHub), later lists are made by protocol 2, which leaves those out.
     */
    public RemoteRefs refs(String url) throws GitException {
        RepositoryUrl repository = parse(url);
        RemoteRefs refs = remote.list(repository, protocol2.contains(repository.key()));
        if (refs.others() > MANY_OTHER_REFS) {
            protocol2.add(repository.key());
        }
        return refs;
    }

    /** What the revision points at on the remote now; a full commit id is taken as it is, without a request. */
    public RemoteRevision resolve(String url, String targetRevision) throws GitException {
        String target = targetRevision.strip();
        if (RemoteRefs.isCommit(target)) {
            parse(url);
            return new RemoteRevision(target, "");
        }
        return resolve(refs(url), target);
    }

    /**
     * What the revision points at among these refs. Only for an abbreviated commit id that is neither there nor in the
     * mirror, the mirror is updated.
     *
     * @throws GitException of the kind {@code REVISION_NOT_FOUND}, with the names that come closest
     */
    public RemoteRevision resolve(RemoteRefs refs, String targetRevision) throws GitException {
        Optional<RemoteRevision> found = refs.find(targetRevision);
        if (found.isPresent()) {
            return found.get();
        }
        String target = targetRevision.strip();
        if (!RemoteRefs.isAbbreviated(target)) {
            throw refs.notFound(target);
        }
        Mirror mirror = mirror(refs.repository());
        List<String> commits = mirror.startingWith(target);
        if (commits.isEmpty()) {
            mirror.update(protocol2.contains(refs.repository().key()));
            commits = mirror.startingWith(target);
        }
        if (commits.isEmpty()) {
            throw refs.notFound(target);
        }
        if (commits.size() > 1) {
            throw new GitException(
                    Kind.REVISION_NOT_FOUND,
                    refs.repository() + ": " + commits.size() + " commits start with \"" + target
                            + "\"; write more digits");
        }
        return new RemoteRevision(commits.getFirst(), "");
    }

    /** The commit, from the mirror; the mirror is cloned or updated only where it isn't there yet. */
    public Commit open(String url, RemoteRevision revision) throws GitException {
        RepositoryUrl repository = parse(url);
        requireCommit(repository, revision.commit());
        return mirror(repository).open(revision, protocol2.contains(repository.key()));
    }

    /** The commit, if the mirror has it; asks nobody. Nothing, too, where the mirror is damaged. */
    public Optional<Commit> openLocal(String url, String commitId) throws GitException {
        RepositoryUrl repository = parse(url);
        requireCommit(repository, commitId);
        return mirror(repository).find(commitId);
    }

    /** Keeps these commits of a repository whatever happens to its branches, and releases those kept before. */
    public void keep(String url, Set<String> commitIds) throws GitException {
        RepositoryUrl repository = parse(url);
        for (String commit : commitIds) {
            requireCommit(repository, commit);
        }
        mirror(repository).keep(commitIds);
    }

    /** Deletes the mirrors of all other repositories, of earlier processes too. URLs that can't be used don't count. */
    public void retainOnly(Set<String> urls) throws GitException {
        Set<String> names = urls.stream()
                .flatMap(url -> usable(url).stream())
                .map(GitSource::directoryName)
                .collect(Collectors.toSet());
        try (Stream<Path> entries = Files.exists(mirrorsDir) ? Files.list(mirrorsDir) : Stream.empty()) {
            for (Path path : entries.toList()) {
                String name = String.valueOf(path.getFileName());
                if (name.endsWith(".git") && !names.contains(name)) {
                    Mirror mirror = mirrors.remove(name);
                    (mirror == null ? mirrorAt(unknown(name), path) : mirror).delete();
                }
            }
        } catch (IOException e) {
            throw new GitException(Kind.OTHER, "can't list the mirrors in " + mirrorsDir + ": " + e.getMessage(), e);
        }
    }

    /** Closes all mirrors; commits that were opened can't be read afterwards. */
    @Override
    public void close() {
        mirrors.values().forEach(Mirror::close);
        mirrors.clear();
    }

    private RepositoryUrl parse(String url) throws GitException {
        return RepositoryUrl.parse(url, limits.allowFile());
    }

    private Optional<RepositoryUrl> usable(String url) {
        try {
            return Optional.of(parse(url));
        } catch (GitException e) {
            return Optional.empty();
        }
    }

    private static void requireCommit(RepositoryUrl repository, String id) throws GitException {
        if (!RemoteRefs.isCommit(id)) {
            throw new GitException(
                    Kind.REVISION_NOT_FOUND, repository + ": \"" + id + "\" is not the full id of a commit");
        }
    }

    private Mirror mirror(RepositoryUrl url) {
        return mirrors.computeIfAbsent(directoryName(url), name -> mirrorAt(url, mirrorsDir.resolve(name)));
    }

    private Mirror mirrorAt(RepositoryUrl url, Path path) {
        return new Mirror(url, path, remote, limits);
    }

    private static RepositoryUrl unknown(String name) {
        return new RepositoryUrl(name, name);
    }

    /** Readable in its start, unique by its end. */
    private static String directoryName(RepositoryUrl url) {
        String last = url.key().substring(url.key().lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_-]", "_");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(url.key().getBytes(StandardCharsets.UTF_8));
            return last.substring(0, Math.min(40, last.length())) + "-"
                    + HexFormat.of().formatHex(hash, 0, 8) + ".git";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }
}
