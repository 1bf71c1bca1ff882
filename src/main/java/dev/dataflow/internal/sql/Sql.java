package dev.dataflow.internal.sql;

import dev.dataflow.internal.mapping.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** A statement under construction: its text and the values of its parameters. Not thread-safe. */
public final class Sql {
    private interface Parameter {
        void bind(PreparedStatement statement, int index, WrapperOptions options) throws SQLException;
    }

    private final StringBuilder text = new StringBuilder(160);
    private final List<Parameter> parameters = new ArrayList<>();

    /** Appends text that no caller wrote. */
    public Sql text(String sql) {
        text.append(sql);
        return this;
    }

    /** Appends a parameter bound as the column's type. */
    public Sql value(@Nullable Object value, Column column) {
        return parameter("?", (statement, index, options) -> column.bind(statement, index, value, options));
    }

    /** Appends a parameter of type {@code jsonb}. */
    public Sql json(String document) {
        return parameter("cast(? as jsonb)", (statement, index, options) -> statement.setString(index, document));
    }

    /** Appends a parameter of type {@code text[]}, given as a literal. */
    public Sql textArray(String literal) {
        return parameter("cast(? as text[])", (statement, index, options) -> statement.setString(index, literal));
    }

    public Sql string(String value) {
        return parameter("?", (statement, index, options) -> statement.setString(index, value));
    }

    public Sql number(long value) {
        return parameter("?", (statement, index, options) -> statement.setLong(index, value));
    }

    /** Appends a comparison with any of the values; one parameter where the column's type allows, so that the text does not vary. */
    public Sql any(Collection<?> values, Column column) {
        String elementType = column.arrayElementType();
        if (elementType == null) {
            text(" in (");
            String separator = "";
            for (Object value : values) {
                text(separator).value(value, column);
                separator = ", ";
            }
            return text(")");
        }
        Object[] stored = values.stream()
                .map(value -> column.type().convertToRelationalValue(value))
                .toArray();
        return text(" = any(")
                .parameter(
                        "?",
                        (statement, index, options) -> statement.setArray(
                                index, statement.getConnection().createArrayOf(elementType, stored)))
                .text(")");
    }

    private Sql parameter(String placeholder, Parameter parameter) {
        text.append(placeholder);
        parameters.add(parameter);
        return this;
    }

    public Sql append(Sql other) {
        text.append(other.text);
        parameters.addAll(other.parameters);
        return this;
    }

    /** Prepares the statement with its parameters bound. */
    public PreparedStatement prepare(Connection connection, WrapperOptions options) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        try {
            for (int i = 0; i < parameters.size(); i++) {
                parameters.get(i).bind(statement, i + 1, options);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** The text without the values. */
    @Override
    public String toString() {
        return text.toString();
    }
}
