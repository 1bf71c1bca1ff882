package dev.dataflow.internal.mapping;

import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.boot.Metadata;
import org.hibernate.dialect.Dialect;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * How much each column holds, from what the mapping declares and, where it declares nothing, from what Hibernate's schema tool makes of that:
 * {@code varchar(255)} and {@code numeric(38,2)}. The type of a column is its {@code columnDefinition}, or, once the schema tool has run, what
 * that has made of the declarations.
 */
final class ColumnLimits {
    private static final long DEFAULT_LENGTH = 255;
    private static final int DEFAULT_PRECISION = 38;
    private static final int MILLISECONDS = 3;

    private static final Pattern TEXT = Pattern.compile(
            "(?:var)?char(?:acter)?(?: varying)?\\s*\\(\\s*(\\d{1,9})\\s*\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile(
            "(?:numeric|decimal)\\s*\\(\\s*(\\d{1,4})\\s*(?:,\\s*(-?\\d{1,4})\\s*)?\\)", Pattern.CASE_INSENSITIVE);

    private static final Pattern TIME =
            Pattern.compile("time(?:stamp)?\\s*\\(\\s*(\\d)\\s*\\)", Pattern.CASE_INSENSITIVE);

    private final Dialect dialect;
    private final Map<String, org.hibernate.mapping.Column> declared = new HashMap<>();

    /** @param metadata null when Hibernate was started without it being seen; then no column has a known limit */
    ColumnLimits(@Nullable Metadata metadata, Dialect dialect) {
        this.dialect = dialect;
        if (metadata != null) {
            metadata.collectTableMappings()
                    .forEach(table -> table.getColumns()
                            .forEach(column -> declared.put(table.getName() + '.' + column.getName(), column)));
        }
    }

    Column.Limits of(SelectableMapping selectable) {
        String table = Column.unqualified(selectable.getContainingTableExpression());
        org.hibernate.mapping.Column column =
                declared.get(table + '.' + Column.unquoted(selectable.getSelectionExpression()));
        if (column == null) {
            return Column.Limits.NONE;
        }
        if (column.getSqlType() != null) {
            return ofType(selectable.getJdbcMapping(), column.getSqlType());
        }
        JdbcMapping type = selectable.getJdbcMapping();
        return switch (type.getJdbcType().getDefaultSqlTypeCode()) {
            case Types.VARCHAR, Types.CHAR ->
                Column.Limits.ofText(column.getLength() == null ? DEFAULT_LENGTH : column.getLength());
            case Types.NUMERIC, Types.DECIMAL ->
                Column.Limits.ofNumber(
                        column.getPrecision() == null ? DEFAULT_PRECISION : column.getPrecision(),
                        column.getScale() == null
                                ? type.getJdbcJavaType().getDefaultSqlScale(dialect, type.getJdbcType())
                                : column.getScale());
            case Types.TIME, SqlTypes.TIME_WITH_TIMEZONE, SqlTypes.TIME_UTC, Types.TIMESTAMP, SqlTypes.TIMESTAMP_UTC ->
                ofTime(
                        type,
                        column.getTemporalPrecision() == null
                                ? type.getJdbcJavaType().getDefaultSqlPrecision(dialect, type.getJdbcType())
                                : column.getTemporalPrecision());
            default -> Column.Limits.NONE;
        };
    }

    private static Column.Limits ofType(JdbcMapping type, String sqlType) {
        Matcher text = TEXT.matcher(sqlType);
        if (text.lookingAt()) {
            return Column.Limits.ofText(Long.parseLong(text.group(1)));
        }
        Matcher number = NUMBER.matcher(sqlType);
        if (number.lookingAt()) {
            int scale = number.group(2) == null ? 0 : Integer.parseInt(number.group(2));
            return Column.Limits.ofNumber(Integer.parseInt(number.group(1)), scale);
        }
        Matcher time = TIME.matcher(sqlType);
        return time.lookingAt() ? ofTime(type, Integer.parseInt(time.group(1))) : Column.Limits.NONE;
    }

    /** Hibernate takes a time of day through {@code java.sql.Time}, which has milliseconds. */
    private static Column.Limits ofTime(JdbcMapping type, int fraction) {
        boolean ofDay = type.getJdbcType().getDefaultSqlTypeCode() == Types.TIME;
        return Column.Limits.ofTime(ofDay ? Math.min(fraction, MILLISECONDS) : fraction);
    }
}
