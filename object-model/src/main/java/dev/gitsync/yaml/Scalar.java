package dev.gitsync.yaml;

/** What the text of a scalar means, before it is a value or a key. */
sealed interface Scalar {
    /** A string, the text itself or the decoded text of {@code !!binary}. */
    record Text(String value) implements Scalar {}

    record Bool(boolean value) implements Scalar {}

    record Int(long value) implements Scalar {}

    /** An integer of 2<sup>63</sup> to 2<sup>64</sup>-1, as its unsigned bits. */
    record Unsigned(long bits) implements Scalar {}

    /** Any other number, rounded to a double as Go does. */
    record Floating(double value) implements Scalar {}

    enum Null implements Scalar {
        NULL
    }
}
