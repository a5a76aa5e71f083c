package dev.gitsync.controller;

import dev.gitsync.diff.Redactor;
import java.util.HashMap;
import java.util.Map;

/**
 * Every secret that this process knows, by where it came from, so that none appears in a text that leaves it: gate two of
 * the design. Thread-safe.
 */
final class Redactions {
    private final Map<String, Redactor> places = new HashMap<>();
    private volatile Redactor all = Redactor.NONE;

    /** Replaces what is known from one place. */
    synchronized void know(String place, Redactor redactor) {
        places.put(place, redactor);
        all = places.values().stream().reduce(Redactor.NONE, Redactor::and);
    }

    synchronized void forget(String place) {
        if (places.remove(place) != null) {
            all = places.values().stream().reduce(Redactor.NONE, Redactor::and);
        }
    }

    String redact(String text) {
        return all.redact(text);
    }
}
