package dev.gitsync.schema;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.StringValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resource quantities such as {@code 1500m} and {@code 1.5Gi}, after apimachinery's {@code resource.ParseQuantity}. */
public final class Quantities {
    private static final Pattern QUANTITY = Pattern.compile(
            "([-+]?(?:[0-9]{1,64}(?:\\.[0-9]{0,64})?|\\.[0-9]{1,64}))(?:([KMGTPE]i)|([numkMGTPE])|[eE]([-+]?[0-9]{1,3}))?");
    private static final String DECIMAL_SUFFIXES = "num kMGTPE";
    private static final String BINARY_SUFFIXES = "KMGTPE";
    /** The scale to which apimachinery rounds, away from zero. */
    private static final int NANO = 9;

    private static final BigDecimal MAX_BINARY = BigDecimal.valueOf(Long.MAX_VALUE);

    private Quantities() {}

    /** The exact number that a quantity stands for; nothing for a text that is none. */
    public static Optional<BigDecimal> parse(String quantity) {
        Matcher parts = QUANTITY.matcher(quantity);
        if (!parts.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(parts.group(1));
        String binary = parts.group(2);
        String decimal = parts.group(3);
        String exponent = parts.group(4);
        if (binary != null) {
            int power = BINARY_SUFFIXES.indexOf(binary.charAt(0)) + 1;
            number = number.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(10 * power)));
        } else if (decimal != null) {
            number = number.scaleByPowerOfTen(3 * (DECIMAL_SUFFIXES.indexOf(decimal.charAt(0)) - 3));
        } else if (exponent != null) {
            number = number.scaleByPowerOfTen(Integer.parseInt(exponent));
        }
        if (number.scale() > NANO) {
            number = number.setScale(NANO, RoundingMode.UP);
        }
        return Optional.of(binary == null ? number : number.min(MAX_BINARY));
    }

    /** The number that a field of this type holds, written as a string or as a number; nothing for any other value. */
    public static Optional<BigDecimal> parse(Value quantity) {
        return switch (quantity) {
            case StringValue(String text) -> parse(text);
            case IntegerValue(long integer) -> Optional.of(BigDecimal.valueOf(integer));
            case DecimalValue(BigDecimal decimal) -> parse(decimal.toString());
            case Value.MapValue _, Value.ListValue _, Value.BooleanValue _, Value.NullValue _ -> Optional.empty();
        };
    }
}
