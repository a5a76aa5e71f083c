package dev.gitsync.health;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.IntegerValue;
import java.util.OptionalLong;

/** Fields of an object that may be absent. */
final class Fields {
    private Fields() {}

    static OptionalLong number(Value object, String... path) {
        return object.at(path).orElse(Value.NullValue.NULL) instanceof IntegerValue(long number)
                ? OptionalLong.of(number)
                : OptionalLong.empty();
    }

    /** A count of a status, where controllers leave out zero. */
    static long count(Value object, String field) {
        return number(object, "status", field).orElse(0);
    }

    static boolean isTrue(Value object, String... path) {
        return object.at(path).filter(BooleanValue.TRUE::equals).isPresent();
    }

    static String text(Value object, String... path) {
        return object.stringAt(path).orElse("");
    }
}
