package dev.gitsync.api;

import dev.gitsync.value.ObjectKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose an object is: the value of {@link Names#TRACKING_ID_ANNOTATION},
 * {@code <instance>/<namespace>/<name>:<group>/<kind>:<namespace>/<name>}. It names the object too, so that a copy of
 * an object with its annotations is not taken for the object.
 *
 * @param instance which of several agents; without {@code /} and {@code :}
 */
public record TrackingId(String instance, ApplicationKey application, ObjectKey object) {
    // Names of RBAC objects may hold a colon, so the last part takes the rest.
    private static final Pattern FORM =
            Pattern.compile("([^/:]+)/([^/:]+)/([^/:]+):([^/:]*)/([^/:]+):([^/:]*)/([^/]+)");

    /** What an annotation's value says; nothing where it is no tracking id. */
    public static Optional<TrackingId> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new TrackingId(
                        form.group(1),
                        new ApplicationKey(form.group(2), form.group(3)),
                        new ObjectKey(form.group(4), form.group(5), form.group(6), form.group(7))))
                : Optional.empty();
    }

    /** The annotation's value. */
    @Override
    public String toString() {
        return instance + "/" + application + ":" + object.group() + "/" + object.kind() + ":" + object.namespace()
                + "/" + object.name();
    }
}
