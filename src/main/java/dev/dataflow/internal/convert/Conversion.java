package dev.dataflow.internal.convert;

import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Converts one value to one Java type when nothing is lost. Stateless and thread-safe. */
public final class Conversion {
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            char.class, Character.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private Conversion() {}

    /**
     * Answers {@code value} as {@code target}.
     *
     * @throws ConversionException when the value is of another kind or would lose something
     */
    public static Object convert(Object value, Type target) {
        if (target instanceof Class<?> own && own.isInstance(value)) {
            return value;
        }
        Class<?> type = boxed(raw(target));
        if (Collection.class.isAssignableFrom(type) && target instanceof ParameterizedType parameterized) {
            return toCollection(value, type, parameterized.getActualTypeArguments()[0]);
        }
        if (Map.class.isAssignableFrom(type) && target instanceof ParameterizedType parameterized) {
            return toMap(value, type, parameterized.getActualTypeArguments());
        }
        if (type.isInstance(value)) {
            return value;
        }
        if (Number.class.isAssignableFrom(type)) {
            return Numbers.convert(value, type);
        }
        if (Temporals.handles(type)) {
            return Temporals.convert(value, type);
        }
        if (type.isEnum()) {
            return toEnum(value, type);
        }
        if (type.isArray()) {
            return toArray(value, type.getComponentType());
        }
        if (type == String.class) {
            return toText(value);
        }
        if (type == Boolean.class) {
            return toBoolean(value);
        }
        if (type == UUID.class) {
            return toUuid(value);
        }
        if (type == Character.class && value instanceof CharSequence text && text.length() == 1) {
            return text.charAt(0);
        }
        throw ConversionException.wrongType(value, type.getSimpleName());
    }

    /** Answers {@code value} as a {@code numeric(precision, scale)} column gives it back. */
    public static BigDecimal toColumn(BigDecimal value, int precision, int scale) {
        return Numbers.withScale(value, precision, scale);
    }

    /**
     * Answers a {@code java.time} value as PostgreSQL keeps it, rounded to so many digits of a second's fraction and with a zone in UTC,
     * and any other value as it is.
     *
     * @throws ConversionException when it lies outside of PostgreSQL's calendar
     */
    public static Object storable(Object value, int fraction) {
        return Temporals.storable(value, fraction);
    }

    /** Answers a time with a zone in UTC, since PostgreSQL keeps the instant and forgets the zone; any other value as it is. */
    public static @Nullable Object inUtc(@Nullable Object value) {
        return Temporals.inUtc(value);
    }

    public static Class<?> raw(Type type) {
        if (type instanceof Class<?> clazz) {
            return clazz;
        }
        return type instanceof ParameterizedType parameterized ? raw(parameterized.getRawType()) : Object.class;
    }

    /** Answers the class of the objects that stand for a primitive type's values; any other class as it is. */
    public static Class<?> boxed(Class<?> type) {
        return type.isPrimitive() ? BOXES.getOrDefault(type, type) : type;
    }

    private static String toText(Object value) {
        if (value instanceof CharSequence || value instanceof Character) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof UUID) {
            return value.toString();
        }
        throw ConversionException.wrongType(value, "a text");
    }

    private static Boolean toBoolean(Object value) {
        if (value instanceof CharSequence text) {
            if ("true".contentEquals(text)) {
                return true;
            }
            if ("false".contentEquals(text)) {
                return false;
            }
            throw ConversionException.malformed("true or false");
        }
        throw ConversionException.wrongType(value, "true or false");
    }

    private static UUID toUuid(Object value) {
        if (value instanceof CharSequence text && text.length() == 36) {
            try {
                return UUID.fromString(text.toString());
            } catch (IllegalArgumentException e) {
                throw ConversionException.malformed("a UUID");
            }
        }
        throw value instanceof CharSequence
                ? ConversionException.malformed("a UUID")
                : ConversionException.wrongType(value, "a UUID");
    }

    private static Object toEnum(Object value, Class<?> type) {
        Object[] constants = type.getEnumConstants();
        if (value instanceof CharSequence text) {
            for (Object constant : constants) {
                if (((Enum<?>) constant).name().contentEquals(text)) {
                    return constant;
                }
            }
            throw new ConversionException("expected one of " + names(constants));
        }
        throw ConversionException.wrongType(value, "one of " + names(constants));
    }

    private static List<String> names(Object[] constants) {
        return Arrays.stream(constants)
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
    }

    private static Object toArray(Object value, Class<?> componentType) {
        List<?> elements = elements(value);
        Object array = Array.newInstance(componentType, elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Object element = elements.get(i);
            if (element != null) {
                Array.set(array, i, convert(element, componentType));
            } else if (componentType.isPrimitive()) {
                throw new ConversionException("null is not allowed among elements of " + componentType);
            }
        }
        return array;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object toCollection(Object value, Class<?> type, Type elementType) {
        List<Object> converted = new ArrayList<>();
        for (Object element : elements(value)) {
            converted.add(element == null ? null : convert(element, elementType));
        }
        if (SortedSet.class.isAssignableFrom(type)) {
            return new TreeSet<>(converted);
        }
        if (EnumSet.class.isAssignableFrom(type)) {
            return EnumSet.copyOf((Collection) converted);
        }
        return Set.class.isAssignableFrom(type) ? new LinkedHashSet<>(converted) : converted;
    }

    private static Object toMap(Object value, Class<?> type, Type[] keyAndElement) {
        if (!(value instanceof Map<?, ?> map)) {
            throw ConversionException.wrongType(value, "a map");
        }
        Map<Object, @Nullable Object> converted =
                SortedMap.class.isAssignableFrom(type) ? new TreeMap<>() : new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getKey() == null) {
                throw new ConversionException("null is not allowed among keys");
            }
            Object element = entry.getValue();
            converted.put(
                    convert(entry.getKey(), keyAndElement[0]),
                    element == null ? null : convert(element, keyAndElement[1]));
        }
        return converted;
    }

    /**
     * Answers the elements of a collection or an array.
     *
     * @throws ConversionException when the value is neither
     */
    public static List<?> elements(Object value) {
        if (value instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        if (value.getClass().isArray()) {
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(Array.get(value, i));
            }
            return elements;
        }
        throw ConversionException.wrongType(value, "a list");
    }
}
