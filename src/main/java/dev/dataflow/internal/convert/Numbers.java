package dev.dataflow.internal.convert;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Exact conversions between numbers: the decimal text of the result equals that of the input. */
final class Numbers {
    /** More digits than PostgreSQL's numeric has on either side of the point. */
    private static final int LARGEST_SCALE = 131_072;

    private Numbers() {}

    static Object convert(Object value, Class<?> target) {
        String name = target.getSimpleName();
        BigDecimal exact = exact(value, name);
        try {
            if (target == Long.class) {
                return exact.longValueExact();
            }
            if (target == Integer.class) {
                return exact.intValueExact();
            }
            if (target == Short.class) {
                return exact.shortValueExact();
            }
            if (target == Byte.class) {
                return exact.byteValueExact();
            }
            if (target == BigInteger.class) {
                return exact.toBigIntegerExact();
            }
        } catch (ArithmeticException e) {
            throw ConversionException.lossy(value, name);
        }
        if (target == BigDecimal.class) {
            return exact;
        }
        if (target == Double.class) {
            double result = exact.doubleValue();
            return same(exact, result, Double.toString(result), value, name);
        }
        if (target == Float.class) {
            float result = exact.floatValue();
            return same(exact, result, Float.toString(result), value, name);
        }
        throw ConversionException.wrongType(value, name);
    }

    /** Rounds nothing: a decimal with more places than the column has is refused. */
    static BigDecimal withScale(BigDecimal value, int precision, int scale) {
        BigDecimal scaled;
        try {
            scaled = value.setScale(scale);
        } catch (ArithmeticException e) {
            throw new ConversionException("the column keeps " + scale
                    + " decimal places, this number has more; round it or declare" + " @Column(precision, scale)");
        }
        if (scaled.precision() > precision) {
            throw new ConversionException(
                    "the column keeps " + (precision - scale) + " digits before the point, this number has more");
        }
        return scaled;
    }

    private static <N extends Number> N same(BigDecimal exact, N result, String text, Object value, String name) {
        boolean finite = !Double.isInfinite(result.doubleValue());
        if (!finite || new BigDecimal(text).compareTo(exact) != 0) {
            throw ConversionException.lossy(value, name);
        }
        return result;
    }

    /** A number such as 1e999999999 would expand to gigabytes once it is made an integer. */
    private static BigDecimal bounded(BigDecimal number, Object value, String target) {
        if (Math.abs((long) number.scale()) > LARGEST_SCALE) {
            throw ConversionException.lossy(value, target);
        }
        return number;
    }

    private static BigDecimal exact(Object value, String target) {
        if (value instanceof BigDecimal decimal) {
            return bounded(decimal, value, target);
        }
        if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        if (value instanceof Number || value instanceof CharSequence) {
            String text = value.toString().trim();
            try {
                return bounded(new BigDecimal(text), value, target);
            } catch (NumberFormatException e) {
                throw ConversionException.malformed("a number (" + target + ")");
            }
        }
        throw ConversionException.wrongType(value, "a number (" + target + ")");
    }
}
