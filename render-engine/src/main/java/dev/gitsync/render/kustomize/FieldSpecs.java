package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Where kustomize looks for what its transformers change. */
final class FieldSpecs {
    static final ImmutableList<FieldSpec> NAMESPACE;
    static final ImmutableList<FieldSpec> IMAGES;
    static final ImmutableList<FieldSpec> REPLICAS;
    static final ImmutableList<FieldSpec> COMMON_ANNOTATIONS;
    static final ImmutableList<FieldSpec> COMMON_LABELS;
    static final ImmutableList<FieldSpec> TEMPLATE_LABELS;
    static final ImmutableList<NameReference> NAME_REFERENCES;

    static final FieldSpec METADATA_LABELS = FieldSpec.of(Gvk.ANY, true, "metadata/labels");
    static final FieldSpec METADATA_NAMESPACE = FieldSpec.of(Gvk.ANY, true, "metadata/namespace");

    /** A place in a kind of object that holds the name of an object of another kind, or of several. */
    record NameReference(Gvk target, FieldSpec referrer) {}

    static {
        List<List<String>> lines = Tables.read("field-specs.txt");
        NAMESPACE = section(lines, "namespace");
        IMAGES = section(lines, "images");
        REPLICAS = section(lines, "replicas");
        COMMON_ANNOTATIONS = section(lines, "commonAnnotations");
        COMMON_LABELS = section(lines, "commonLabels");
        TEMPLATE_LABELS = section(lines, "templateLabels");
        NAME_REFERENCES = lines.stream()
                .filter(line -> line.getFirst().equals("nameReference"))
                .map(line -> new NameReference(gvk(line, 1), FieldSpec.of(gvk(line, 4), false, line.get(7))))
                .collect(ImmutableList.toImmutableList());
    }

    private FieldSpecs() {}

    private static ImmutableList<FieldSpec> section(List<List<String>> lines, String section) {
        return lines.stream()
                .filter(line -> line.getFirst().equals(section))
                .map(line -> FieldSpec.of(gvk(line, 1), line.get(4).equals("create"), line.get(5)))
                .collect(ImmutableList.toImmutableList());
    }

    private static Gvk gvk(List<String> line, int from) {
        return new Gvk(word(line.get(from)), word(line.get(from + 1)), word(line.get(from + 2)));
    }

    private static String word(String word) {
        return word.equals("*") ? "" : word;
    }
}
