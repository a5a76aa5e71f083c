package dev.gitsync.plan;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * All that Git wants of one application.
 *
 * @param objects in rendered order
 * @param errors manifests that can't become objects; while there is one, nothing is pruned
 */
public record DesiredState(Map<ObjectKey, DesiredObject> objects, List<ObjectError> errors) {
    public DesiredState {
        objects = ImmutableMap.copyOf(objects);
        errors = List.copyOf(errors);
    }
}
