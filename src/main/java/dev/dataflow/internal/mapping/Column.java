package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.Conversion;
import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.convert.Texts;
import io.hypersistence.utils.hibernate.type.json.JsonType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.sql.Template;
import org.hibernate.type.CustomType;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.jspecify.annotations.Nullable;

/**
 * A column, or a formula, as Hibernate maps it.
 *
 * @param table the table's name as SQL writes it
 * @param expression the column's name as SQL writes it, or the formula's template
 * @param limits what the column can hold
 * @param json whether it holds a JSON document, by whichever type it is mapped
 * @param read the template of the expression that {@code @ColumnTransformer} reads the value by; null for the column itself
 * @param write the expression by which it stores a value, with a question mark in the place of that; null for the value itself
 */
public record Column(
        String table,
        String expression,
        boolean formula,
        boolean insertable,
        boolean updatable,
        JdbcMapping type,
        Limits limits,
        boolean json,
        @Nullable String read,
        @Nullable String write) {

    private static final int MICROSECONDS = 6;

    /** Before, Java has another calendar; afterwards, years have a sign. */
    private static final Instant FIRST_PLAIN = Instant.parse("1600-01-01T00:00:00Z");

    private static final Instant LAST_PLAIN = Instant.parse("9999-12-31T00:00:00Z");

    private static final LocalTime LAST_MILLISECOND = LocalTime.parse("23:59:59.999");

    /**
     * The longest text, the digits of the widest number, and the digits of a second's fraction; null for no limit that is known.
     */
    public record Limits(
            @Nullable Long length,
            @Nullable Integer precision,
            @Nullable Integer scale,
            @Nullable Integer fraction) {
        public static final Limits NONE = new Limits(null, null, null, null);

        static Limits ofText(long length) {
            return new Limits(length, null, null, null);
        }

        static Limits ofNumber(int precision, int scale) {
            return new Limits(null, precision, scale, null);
        }

        static Limits ofTime(int fraction) {
            return new Limits(null, null, null, fraction);
        }
    }

    /** Answers the column whose limits are not of interest. */
    public static Column of(SelectableMapping selectable) {
        return of(selectable, Limits.NONE);
    }

    static Column of(SelectableMapping selectable, Limits limits) {
        String write = selectable.getCustomWriteExpression();
        return new Column(
                selectable.getContainingTableExpression(),
                selectable.getSelectionExpression(),
                selectable.isFormula(),
                selectable.isInsertable(),
                selectable.isUpdateable(),
                selectable.getJdbcMapping(),
                limits,
                isJson(selectable.getJdbcMapping()),
                selectable.getCustomReadExpression(),
                "?".equals(write) ? null : write);
    }

    /** Answers the column as a part of a key, which is given once and for all. */
    Column asKey() {
        return new Column(table, expression, formula, true, false, type, limits, json, read, write);
    }

    /** Whether it is the same column of the same table. */
    public boolean isSameAs(Column other) {
        return table.equals(other.table) && expression.equals(other.expression);
    }

    /** The name without quotes, as {@code information_schema} shows it. */
    public String name() {
        return unquoted(expression);
    }

    /** The table's name without its schema and without quotes. */
    public String tableName() {
        return unqualified(table);
    }

    /** Answers a table's name, as SQL writes it, without its schema and without quotes. */
    public static String unqualified(String table) {
        return unquoted(table.substring(table.lastIndexOf('.') + 1));
    }

    static String unquoted(String identifier) {
        return identifier.startsWith("\"") ? identifier.substring(1, identifier.length() - 1) : identifier;
    }

    /** The expression that reads this column of the table known as {@code alias}. */
    public String of(String alias) {
        if (read != null) {
            // What is beside it must not come between its parts, nor they between what is there.
            return '(' + read.replace(Template.TEMPLATE, alias) + ')';
        }
        return formula ? expression.replace(Template.TEMPLATE, alias) : alias + '.' + expression;
    }

    private static boolean isJson(JdbcMapping type) {
        if (type instanceof CustomType<?> custom) {
            return custom.getUserType().getClass().getPackage() == JsonType.class.getPackage();
        }
        return type.getJdbcType().getDefaultSqlTypeCode() == SqlTypes.JSON;
    }

    /** Whether the column holds the number of a large object, which PostgreSQL reads and writes inside a transaction only. */
    public boolean largeObject() {
        int code = type.getJdbcType().getDefaultSqlTypeCode();
        return code == Types.CLOB || code == Types.NCLOB || code == Types.BLOB;
    }

    /** Whether the column holds numbers. */
    public boolean number() {
        return type.getJdbcType().isNumber();
    }

    /** Whether the column holds text, so that text operators apply. */
    public boolean text() {
        return type.getJdbcType().isStringLike();
    }

    /**
     * Answers {@code value} as the database will give it back.
     *
     * @throws ConversionException when the column cannot hold all of it
     */
    Object fit(Object value) {
        if (value instanceof BigDecimal decimal) {
            if (limits.precision() != null && limits.scale() != null) {
                return Conversion.toColumn(decimal, limits.precision(), limits.scale());
            }
            return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
        }
        if (value instanceof BigInteger integer && limits.precision() != null && limits.scale() != null) {
            Conversion.toColumn(new BigDecimal(integer), limits.precision(), limits.scale());
            return value;
        }
        if (value instanceof String text) {
            // No text has more characters than it has chars.
            if (limits.length() != null
                    && text.length() > limits.length()
                    && text.codePointCount(0, text.length()) > limits.length()) {
                throw new ConversionException("longer than the " + limits.length() + " characters the column keeps");
            }
            return Texts.storable(text);
        }
        return Conversion.storable(value, limits.fraction() == null ? MICROSECONDS : limits.fraction());
    }

    /**
     * Refuses a number that Hibernate would cut to fit the column's type, which may be narrower than the attribute's.
     *
     * @throws ConversionException when it is one
     */
    void checkWidth(Object value) {
        int needed = bits(value);
        if (needed < Byte.SIZE || converts()) {
            return;
        }
        int bits = switch (type.getJdbcType().getDefaultSqlTypeCode()) {
            case Types.TINYINT -> Byte.SIZE;
            case Types.SMALLINT -> Short.SIZE;
            case Types.INTEGER -> Integer.SIZE;
            case Types.BIGINT -> Long.SIZE;
            default -> Integer.MAX_VALUE;
        };
        if (needed >= bits) {
            throw new ConversionException("the column keeps whole numbers of " + bits + " bits, this one has more");
        }
    }

    /** Answers in how many bits a whole number is written, beside its sign; 0 for anything else. */
    private static int bits(Object value) {
        if (value instanceof BigInteger integer) {
            return integer.bitLength();
        }
        if (!(value instanceof Integer || value instanceof Long)) {
            return 0;
        }
        long number = ((Number) value).longValue();
        return Long.SIZE - Long.numberOfLeadingZeros(number < 0 ? ~number : number);
    }

    /** Reads the attribute's value, through its converter where it has one; null for SQL NULL. */
    @Nullable
    Object read(ResultSet results, int index, WrapperOptions options) throws SQLException {
        Object stored = type.getJdbcValueExtractor().extract(results, index, options);
        return stored == null ? null : Conversion.inUtc(type.convertToDomainValue(stored));
    }

    /** Whether what it stores of a value is for a converter to say. */
    public boolean converts() {
        return type.getValueConverter() != null;
    }

    /**
     * Answers what the column stores for an attribute's value, through its converter where it has one.
     *
     * @throws ConversionException when the converter refuses the value
     */
    public @Nullable Object stored(Object value) {
        if (!converts()) {
            return value;
        }
        try {
            return type.convertToRelationalValue(value);
        } catch (RuntimeException e) {
            throw new ConversionException("the attribute's converter refuses the value");
        }
    }

    /** Answers what the column stores for no value: Hibernate asks converters for that, too. */
    public @Nullable Object storedForNull() {
        try {
            return converts() ? type.convertToRelationalValue(null) : null;
        } catch (RuntimeException e) {
            // Many converters expect a value.
            return null;
        }
    }

    /** Whether what the column stores is no value to its reader. */
    public boolean readsAsNull(Object stored) {
        try {
            return type.convertToDomainValue(stored) == null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /**
     * Answers the attribute's value for what the column stores.
     *
     * @throws ConversionException when the converter refuses it
     */
    Object domain(Object stored) {
        try {
            return Objects.requireNonNull(type.convertToDomainValue(stored));
        } catch (RuntimeException e) {
            throw new ConversionException("the attribute's converter refuses the value");
        }
    }

    /** Binds what {@link #stored} answers. */
    @SuppressWarnings("unchecked") // the value was made for this column
    public void bind(PreparedStatement statement, int index, @Nullable Object stored, WrapperOptions options)
            throws SQLException {
        if (stored instanceof Instant instant && isPlain(instant)) {
            statement.setObject(index, instant.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
            return;
        }
        if (stored instanceof LocalTime time && time.isAfter(LAST_MILLISECOND)) {
            // Hibernate would round it to the midnight before it.
            statement.setObject(index, time);
            return;
        }
        ((ValueBinder<Object>) type.getJdbcValueBinder()).bind(statement, stored, index, options);
    }

    /** Whether PostgreSQL reads the text as Hibernate, which makes a calendar for each value, would write it. */
    private boolean isPlain(Instant instant) {
        return type.getJdbcType().getDefaultSqlTypeCode() == SqlTypes.TIMESTAMP_UTC
                && instant.get(ChronoField.NANO_OF_SECOND) % 1_000 == 0
                && !instant.isBefore(FIRST_PLAIN)
                && instant.isBefore(LAST_PLAIN);
    }

    /** How an array of a column's values is bound: the elements' type in PostgreSQL and in Java. */
    public record ArrayType(String name, Class<?> element) {}

    /** Answers null where an array of this column's values is not simple. */
    public @Nullable ArrayType arrayType() {
        return switch (type.getJdbcType().getDefaultSqlTypeCode()) {
            case Types.BIGINT -> new ArrayType("int8", Long.class);
            case Types.INTEGER -> new ArrayType("int4", Integer.class);
            case Types.SMALLINT, Types.TINYINT -> new ArrayType("int2", Short.class);
            case Types.VARCHAR, Types.LONGVARCHAR -> new ArrayType("text", String.class);
            case Types.NUMERIC, Types.DECIMAL -> new ArrayType("numeric", BigDecimal.class);
            case SqlTypes.UUID -> new ArrayType("uuid", UUID.class);
            default -> null;
        };
    }

    /** Answers an element of such an array for what {@link #stored} answers. */
    @SuppressWarnings("unchecked") // the value was made for this column
    public @Nullable Object element(@Nullable Object stored, ArrayType array, WrapperOptions options) {
        return ((JavaType<Object>) type.getJdbcJavaType()).unwrap(stored, array.element(), options);
    }
}
