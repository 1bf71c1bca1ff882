package dev.dataflow.internal.mapping;

import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.boot.Metadata;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.jspecify.annotations.Nullable;

/**
 * How much each column holds, from what the mapping declares and, where it declares nothing, from what Hibernate's schema tool makes of that:
 * {@code varchar(255)} and {@code numeric(38,2)}. The type of a column is its {@code columnDefinition}, or, once the schema tool has run, what
 * that has made of the declarations.
 */
public final class ColumnLimits {
    private static final long DEFAULT_LENGTH = 255;
    private static final int DEFAULT_PRECISION = 38;
    private static final int DEFAULT_SCALE = 2;

    private static final Pattern TEXT = Pattern.compile(
            "(?:var)?char(?:acter)?(?: varying)?\\s*\\(\\s*(\\d{1,9})\\s*\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile(
            "(?:numeric|decimal)\\s*\\(\\s*(\\d{1,4})\\s*(?:,\\s*(-?\\d{1,4})\\s*)?\\)", Pattern.CASE_INSENSITIVE);

    private final Map<String, org.hibernate.mapping.Column> declared = new HashMap<>();

    /** @param metadata null when Hibernate was started without it being seen; then no column has a known limit */
    public ColumnLimits(@Nullable Metadata metadata) {
        if (metadata != null) {
            metadata.collectTableMappings()
                    .forEach(table -> table.getColumns()
                            .forEach(column -> declared.put(table.getName() + '.' + column.getName(), column)));
        }
    }

    Column.Limits of(SelectableMapping selectable) {
        String table = unqualified(selectable.getContainingTableExpression());
        org.hibernate.mapping.Column column =
                declared.get(table + '.' + Column.unquoted(selectable.getSelectionExpression()));
        if (column == null) {
            return Column.Limits.NONE;
        }
        if (column.getSqlType() != null) {
            return ofType(column.getSqlType());
        }
        return switch (selectable.getJdbcMapping().getJdbcType().getDefaultSqlTypeCode()) {
            case Types.VARCHAR, Types.CHAR ->
                new Column.Limits(column.getLength() == null ? DEFAULT_LENGTH : column.getLength(), null, null);
            case Types.NUMERIC, Types.DECIMAL ->
                new Column.Limits(
                        null,
                        column.getPrecision() == null ? DEFAULT_PRECISION : column.getPrecision(),
                        column.getScale() == null ? DEFAULT_SCALE : column.getScale());
            default -> Column.Limits.NONE;
        };
    }

    private static Column.Limits ofType(String sqlType) {
        Matcher text = TEXT.matcher(sqlType);
        if (text.lookingAt()) {
            return new Column.Limits(Long.valueOf(text.group(1)), null, null);
        }
        Matcher number = NUMBER.matcher(sqlType);
        if (number.lookingAt()) {
            int scale = number.group(2) == null ? 0 : Integer.parseInt(number.group(2));
            return new Column.Limits(null, Integer.valueOf(number.group(1)), scale);
        }
        return Column.Limits.NONE;
    }

    private static String unqualified(String table) {
        return Column.unquoted(table.substring(table.lastIndexOf('.') + 1));
    }
}
