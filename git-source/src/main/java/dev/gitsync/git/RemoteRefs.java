package dev.gitsync.git;

import dev.gitsync.git.GitException.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/**
 * The branches and tags of a remote repository at one moment, and what a revision means among them. Asked for once, it
 * resolves the revisions of any number of Applications without a further request.
 */
public final class RemoteRefs {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern ABBREVIATED = Pattern.compile("[0-9a-f]{4,39}");
    private static final Pattern RANGE = Pattern.compile("[\\^~<>=].*|.*\\*.*|.*\\|\\|.*|v?\\d+(\\.\\d+)*\\.[xX]");
    private static final int SUGGESTIONS = 5;

    private final RepositoryUrl url;
    private final NavigableMap<String, String> commits;
    private final String head;
    private final int others;

    private RemoteRefs(RepositoryUrl url, NavigableMap<String, String> commits, String head, int others) {
        this.url = url;
        this.commits = commits;
        this.head = head;
        this.others = others;
    }

    static RemoteRefs of(RepositoryUrl url, Collection<Ref> advertised) {
        NavigableMap<String, String> commits = new TreeMap<>();
        String head = "";
        int others = 0;
        for (Ref ref : advertised) {
            String name = ref.getName();
            if (name.equals(Constants.HEAD) && ref.isSymbolic()) {
                head = ref.getTarget().getName();
            }
            if (name.equals(Constants.HEAD) || isBranchOrTag(name)) {
                ObjectId peeled = ref.getPeeledObjectId();
                ObjectId id = peeled == null ? ref.getObjectId() : peeled;
                if (id != null) {
                    commits.put(name, id.name());
                }
            } else {
                others++;
            }
        }
        return new RemoteRefs(url, commits, head, others);
    }

    /** The URL that was asked. */
    public String url() {
        return url.address();
    }

    /** Each branch and tag by its full name, and {@code HEAD}, with the commit that it points at; sorted. */
    public Map<String, String> commits() {
        return Collections.unmodifiableNavigableMap(commits);
    }

    /**
     * What a revision points at: {@code HEAD} or nothing (the default branch), a branch, a tag, a full ref name, or a
     * commit. As in Argo CD, a branch wins over a tag of the same name, and either over an
     * abbreviated commit. A full commit id is taken as it is, whether the repository has it or not. An abbreviated commit
     * is found here only where a branch or tag points at it; {@link GitSource#resolve(RemoteRefs, String)} looks further.
     *
     * @throws GitException of the kind {@code REVISION_NOT_FOUND}, with the names that come closest
     */
    public RemoteRevision resolve(String targetRevision) throws GitException {
        Optional<RemoteRevision> found = find(targetRevision);
        if (found.isEmpty()) {
            throw notFound(targetRevision);
        }
        return found.get();
    }

    Optional<RemoteRevision> find(String targetRevision) {
        String target = targetRevision.strip();
        if (target.isEmpty() || target.equals(Constants.HEAD)) {
            return Optional.ofNullable(commits.get(Constants.HEAD))
                    .map(commit -> new RemoteRevision(commit, head.isEmpty() ? Constants.HEAD : head));
        }
        if (isCommit(target)) {
            return Optional.of(new RemoteRevision(target, ""));
        }
        return Stream.of(Constants.R_HEADS + target, Constants.R_TAGS + target, Constants.R_REFS + target, target)
                .filter(commits::containsKey)
                .map(name -> new RemoteRevision(commits.getOrDefault(name, ""), name))
                .findFirst()
                .or(() -> byPrefix(target));
    }

    private Optional<RemoteRevision> byPrefix(String target) {
        if (!isAbbreviated(target)) {
            return Optional.empty();
        }
        List<String> matches = commits.values().stream()
                .filter(commit -> commit.startsWith(target))
                .distinct()
                .toList();
        return matches.size() == 1 ? Optional.of(new RemoteRevision(matches.getFirst(), "")) : Optional.empty();
    }

    GitException notFound(String targetRevision) {
        String target = targetRevision.strip();
        String start = url + ": ";
        if (!commits.containsKey(Constants.HEAD) && (target.isEmpty() || target.equals(Constants.HEAD))) {
            return new GitException(
                    Kind.REVISION_NOT_FOUND,
                    start + (commits.isEmpty() ? "the repository is empty" : "it has no default branch" + nearest("")));
        }
        String why;
        if (RANGE.matcher(target).matches()) {
            why = "revision \"" + target + "\" looks like a version range, which is not supported; name one tag";
        } else if (target.startsWith(Constants.R_REFS) && !isBranchOrTag(target)) {
            why = "revision \"" + target + "\" is neither a branch (refs/heads/...) nor a tag (refs/tags/...)";
        } else if (isAbbreviated(target)) {
            why = "no branch, tag or commit \"" + target + "\"" + nearest(target);
        } else {
            why = "no branch or tag \"" + target + "\"" + nearest(target);
        }
        return new GitException(Kind.REVISION_NOT_FOUND, start + why);
    }

    private String nearest(String target) {
        String bare = shortName(target);
        List<String> names = commits.keySet().stream()
                .filter(RemoteRefs::isBranchOrTag)
                .map(RemoteRefs::shortName)
                .distinct()
                .sorted(Comparator.comparingInt(name -> distance(name, bare)))
                .limit(SUGGESTIONS)
                .toList();
        return names.isEmpty() ? "; the repository is empty" : "; there is " + String.join(", ", names);
    }

    /** Levenshtein's: how many characters differ. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    /** How many refs were advertised that are neither branches nor tags: pull requests, mostly. */
    int others() {
        return others;
    }

    RepositoryUrl repository() {
        return url;
    }

    static boolean isCommit(String target) {
        return COMMIT.matcher(target).matches();
    }

    static boolean isAbbreviated(String target) {
        return ABBREVIATED.matcher(target).matches();
    }

    private static boolean isBranchOrTag(String name) {
        return name.startsWith(Constants.R_HEADS) || name.startsWith(Constants.R_TAGS);
    }

    private static String shortName(String name) {
        return name.replaceFirst("^refs/(heads|tags)/", "");
    }

    @Override
    public String toString() {
        return "RemoteRefs[" + url + ", " + commits.size() + " refs]";
    }
}
