package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.json.PlainJson;
import dev.dataflow.internal.mapping.Column;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
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

    /** The protocol counts parameters with two bytes. */
    public static final int MAX_PARAMETERS = 65_535;

    private final StringBuilder text;
    private final List<Parameter> parameters = new ArrayList<>();
    private List<Choice> choices = List.of();
    private String path = "";

    public Sql() {
        this(160);
    }

    private Sql(int capacity) {
        this.text = new StringBuilder(capacity);
    }

    /** Begins a few words, or none, that are to be a part of another statement. */
    public static Sql part() {
        return new Sql(16);
    }

    /** How the condition on a path is written. */
    public record Choice(String path, Form form) {}

    /** Notes what path the text that follows is about. */
    Sql about(String what) {
        path = what;
        return this;
    }

    /** Notes how the condition that follows is written. */
    Sql chose(Form form) {
        note(new Choice(path, form));
        return this;
    }

    private void note(Choice choice) {
        if (choices.isEmpty()) {
            choices = new ArrayList<>(1);
        }
        choices.add(choice);
    }

    /** Answers how the conditions are written, in their order. */
    public List<Choice> choices() {
        return List.copyOf(choices);
    }

    /** Appends text that no caller wrote. */
    public Sql text(String sql) {
        text.append(sql);
        return this;
    }

    /**
     * Appends a parameter bound as the column's type.
     *
     * @throws ConversionException when the column's converter refuses the value
     */
    public Sql value(@Nullable Object value, Column column) {
        Object stored = value == null ? null : column.stored(value);
        return parameter("?", (statement, index, options) -> column.bind(statement, index, stored, options));
    }

    /** Appends a parameter, as {@code placeholder} writes it, bound as the column's type; {@code stored} is what {@link Column#stored} answers. */
    public Sql stored(@Nullable Object stored, Column column, String placeholder) {
        return parameter(placeholder, (statement, index, options) -> column.bind(statement, index, stored, options));
    }

    /** Appends a parameter of type {@code jsonb}. */
    public Sql json(@Nullable String document) {
        return parameter("cast(? as jsonb)", (statement, index, options) -> statement.setString(index, document));
    }

    /** Appends a parameter of type {@code text[]}, given as a literal. */
    public Sql textArray(String literal) {
        return parameter("cast(? as text[])", (statement, index, options) -> statement.setString(index, literal));
    }

    public Sql string(String value) {
        return parameter("?", (statement, index, options) -> statement.setString(index, value));
    }

    /**
     * Appends a parameter of type {@code numeric}.
     *
     * @throws ConversionException when PostgreSQL has no such number
     */
    public Sql numeric(Number value) {
        String digits = PlainJson.document(value);
        return parameter("cast(? as numeric)", (statement, index, options) -> statement.setString(index, digits));
    }

    /** Appends a parameter that PostgreSQL reads as the type which its place asks for; given as that type's text. */
    public Sql untyped(String literal) {
        return parameter("?", (statement, index, options) -> statement.setObject(index, literal, Types.OTHER));
    }

    public Sql number(long value) {
        return parameter("?", (statement, index, options) -> statement.setLong(index, value));
    }

    /** Appends a comparison with any of the values; one parameter where the column's type allows, so that the text does not vary. */
    public Sql any(Collection<?> values, Column column) {
        Column.ArrayType array = column.arrayType();
        if (array == null) {
            text(" in (");
            String separator = "";
            for (Object value : values) {
                text(separator).value(value, column);
                separator = ", ";
            }
            return text(")");
        }
        List<@Nullable Object> stored = new ArrayList<>();
        values.forEach(value -> stored.add(column.stored(value)));
        return text(" = any(")
                .parameter("?", (statement, index, options) -> {
                    Object[] elements = stored.stream()
                            .map(value -> column.element(value, array, options))
                            .toArray();
                    statement.setArray(index, statement.getConnection().createArrayOf(array.name(), elements));
                })
                .text(")");
    }

    /** Appends a parameter that is an array of this type; elements are numbers, flags, or the type's texts. */
    public Sql array(String type, @Nullable Object[] elements) {
        return parameter(
                "?",
                (statement, index, options) ->
                        statement.setArray(index, statement.getConnection().createArrayOf(type, elements)));
    }

    /** Appends {@code any(…)} of documents. */
    Sql anyJson(Collection<String> documents) {
        Object[] elements = documents.toArray();
        return text("any(")
                .parameter(
                        "?",
                        (statement, index, options) -> statement.setArray(
                                index, statement.getConnection().createArrayOf("jsonb", elements)))
                .text(")");
    }

    /**
     * Appends the condition that columns have one of several combinations of values, given as the texts of the columns' types; with a single
     * parameter for one column, so that the text does not vary.
     */
    public Sql among(List<String> columns, Collection<List<String>> values) {
        if (columns.size() == 1) {
            List<String> keys = values.stream().map(key -> key.get(0)).toList();
            return text(columns.get(0))
                    .text(" = any(")
                    .untyped(JsonPath.arrayLiteral(keys))
                    .text(")");
        }
        text("(").text(String.join(", ", columns)).text(") in (");
        String separator = "(";
        for (List<String> key : values) {
            for (String part : key) {
                text(separator).untyped(part);
                separator = ", ";
            }
            separator = "), (";
        }
        return text("))");
    }

    private Sql parameter(String placeholder, Parameter parameter) {
        if (parameters.size() == MAX_PARAMETERS) {
            throw new InvalidInputException(List.of(Problem.invalid(
                    "filter", "needs more than the " + MAX_PARAMETERS + " parameters that a statement has at most")));
        }
        text.append(placeholder);
        parameters.add(parameter);
        return this;
    }

    public Sql append(Sql other) {
        text.append(other.text);
        if (!other.parameters.isEmpty()) {
            parameters.addAll(other.parameters);
        }
        if (!other.choices.isEmpty()) {
            other.choices.forEach(this::note);
        }
        return this;
    }

    Sql append(Part part) {
        part.appendTo(this);
        return this;
    }

    /** Prepares the statement with its parameters bound. */
    public PreparedStatement prepare(Connection connection, WrapperOptions options) throws SQLException {
        return prepare("", connection, options);
    }

    /**
     * Prepares the statement behind others, which have no parameters and end with a semicolon, or are none.
     */
    public PreparedStatement prepare(String before, Connection connection, WrapperOptions options) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(before.isEmpty() ? text.toString() : before + text);
        try {
            bind(statement, options);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Binds the parameters to a statement that was prepared with the same text. */
    public void bind(PreparedStatement statement, WrapperOptions options) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).bind(statement, i + 1, options);
        }
    }

    /** Whether another one differs in nothing but its values. */
    public boolean isLike(Sql other) {
        return text.compareTo(other.text) == 0;
    }

    /** The text without the values. */
    @Override
    public String toString() {
        return text.toString();
    }
}
