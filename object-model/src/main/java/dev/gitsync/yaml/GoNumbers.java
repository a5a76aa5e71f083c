package dev.gitsync.yaml;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.DecimalValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/** Numbers as Go's strconv and encoding/json read and print them. */
final class GoNumbers {
    private GoNumbers() {}

    /** {@code strconv.ParseInt(text, base, 64)}; base 0 means by prefix: {@code 0b}, {@code 0o} or {@code 0}, {@code 0x}. */
    static Optional<Long> parseInt(String text, int base) {
        boolean signed = text.startsWith("+") || text.startsWith("-");
        Optional<Long> magnitude = parseUnsigned(signed ? text.substring(1) : text, base);
        if (text.startsWith("-")) {
            return magnitude.filter(bits -> bits >= 0 || bits == Long.MIN_VALUE).map(bits -> -bits);
        }
        return magnitude.filter(bits -> bits >= 0);
    }

    /** {@code strconv.ParseUint(text, base, 64)}, as unsigned bits: no sign is allowed. */
    static Optional<Long> parseUnsigned(String text, int base) {
        int radix = base == 0 ? radixOf(text) : base;
        boolean prefixed = base == 0 && radix != 10;
        String digits = prefixed ? text.substring(Character.isLetter(text.charAt(1)) ? 2 : 1) : text;
        if (digits.isEmpty()) {
            return Optional.empty();
        }
        long result = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0 || Long.compareUnsigned(result, Long.divideUnsigned(-1L, radix)) > 0) {
                return Optional.empty();
            }
            long next = result * radix + digit;
            if (Long.compareUnsigned(next, result * radix) < 0) {
                return Optional.empty();
            }
            result = next;
        }
        return Optional.of(result);
    }

    private static int radixOf(String text) {
        if (text.length() < 2 || text.charAt(0) != '0') {
            return 10;
        }
        return switch (text.charAt(1)) {
            case 'b', 'B' -> 2;
            case 'x', 'X' -> 16;
            default -> 8;
        };
    }

    /** {@code strconv.FormatFloat(value, 'g', -1, bits)} of a finite number. */
    static String shortest(double value, int bits) {
        BigDecimal size = new BigDecimal(
                        bits == 32 ? Float.toString((float) Math.abs(value)) : Double.toString(Math.abs(value)))
                .stripTrailingZeros();
        String sign = value < 0 || Double.compare(value, -0.0) == 0 ? "-" : "";
        int exponent = size.precision() - size.scale() - 1;
        if (size.signum() == 0 || (exponent >= -4 && exponent < 6)) {
            return sign + size.toPlainString();
        }
        String digits = size.unscaledValue().toString();
        return sign
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + String.format(Locale.ROOT, "e%+03d", exponent);
    }

    /** The JSON value of a finite number: encoding/json writes a number without fraction as an integer, up to 10<sup>21</sup>. */
    static Value value(double value) {
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (decimal.scale() <= 0 && decimal.precision() - decimal.scale() <= 19) {
            BigInteger integer = decimal.toBigInteger();
            if (integer.bitLength() < 64) {
                return Value.of(integer.longValueExact());
            }
        }
        return new DecimalValue(decimal);
    }
}
