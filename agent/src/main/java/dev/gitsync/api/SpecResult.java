package dev.gitsync.api;

import java.util.List;

/** What came of reading a spec: something to act on, or the reasons why not. */
public sealed interface SpecResult {
    /** Each field or sync option that was not acted on and does not hinder, with its path, at most a hundred. */
    List<String> unsupportedFields();

    /** A spec to act on. */
    record Valid(ApplicationSpec spec, List<String> unsupportedFields) implements SpecResult {
        public Valid {
            unsupportedFields = List.copyOf(unsupportedFields);
        }
    }

    /** A spec that must not be acted on: each error starts with the path of its field. */
    record Invalid(List<String> errors, List<String> unsupportedFields) implements SpecResult {
        public Invalid {
            errors = List.copyOf(errors);
            unsupportedFields = List.copyOf(unsupportedFields);
        }
    }
}
