package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers in the one form that they have in rows, whatever Java type they came as. */
final class JsonNumbers {
    /** The limits of PostgreSQL's {@code numeric}, which jsonb keeps its numbers in. */
    private static final int MAX_INTEGER_DIGITS = 131_072;

    private static final int MAX_PLACES = 16_383;

    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private JsonNumbers() {}

    static Number plain(Number number) {
        if (number instanceof Integer) {
            return number;
        }
        if (number instanceof Long || number instanceof Short || number instanceof Byte) {
            return integer(number.longValue());
        }
        if (number instanceof BigInteger integer) {
            return integer(integer);
        }
        if (number instanceof BigDecimal decimal) {
            return decimal(decimal);
        }
        if (!Double.isFinite(number.doubleValue())) {
            throw new ConversionException("JSON has no form for a number that is not finite");
        }
        try {
            return decimal(new BigDecimal(number.toString()));
        } catch (NumberFormatException e) {
            throw new ConversionException(number.getClass().getSimpleName() + " has no form as a JSON number");
        }
    }

    private static Number integer(long value) {
        if (value == (int) value) {
            return (int) value;
        }
        return value;
    }

    private static Number integer(BigInteger value) {
        return value.compareTo(MIN_LONG) >= 0 && value.compareTo(MAX_LONG) <= 0 ? integer(value.longValue()) : value;
    }

    /** jsonb keeps a decimal's places, and none for what is written as 1.0E7: such a number comes back as an integer. */
    private static Number decimal(BigDecimal decimal) {
        long integerDigits = (long) decimal.precision() - decimal.scale();
        if (integerDigits > MAX_INTEGER_DIGITS || decimal.scale() > MAX_PLACES) {
            throw new ConversionException("a number in jsonb has at most " + MAX_INTEGER_DIGITS
                    + " digits before the point and " + MAX_PLACES + " after it");
        }
        if (decimal.scale() <= 0) {
            return integer(decimal.toBigIntegerExact());
        }
        double approximation = decimal.doubleValue();
        boolean exact = Double.isFinite(approximation)
                && new BigDecimal(Double.toString(approximation)).compareTo(decimal) == 0;
        if (exact) {
            return approximation;
        }
        return decimal;
    }
}
