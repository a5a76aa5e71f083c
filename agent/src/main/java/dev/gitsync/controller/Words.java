package dev.gitsync.controller;

import com.google.common.base.CaseFormat;

/** Enum constants in the spelling that the API uses: {@code SELF_HEAL} is {@code SelfHeal}. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.UPPER_CAMEL, constant.name());
    }
}
