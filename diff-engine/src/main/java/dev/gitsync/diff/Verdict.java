package dev.gitsync.diff;

/**
 * What was made out of one field.
 *
 * @param rule why, in one clause for a person
 * @param doubt whether a dry-run could still make it another
 */
record Verdict(FieldClass fieldClass, String rule, boolean doubt) {
    static Verdict of(FieldClass fieldClass, String rule) {
        return new Verdict(fieldClass, rule, false);
    }

    Verdict withDoubt(boolean doubt) {
        return new Verdict(fieldClass, rule, doubt);
    }
}
