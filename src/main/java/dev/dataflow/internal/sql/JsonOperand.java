package dev.dataflow.internal.sql;

import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.json.PlainJson;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document, or a place in it. A key that is absent, a JSON null and an SQL NULL count alike as null; only values of the same JSON type
 * can be above or below each other, and texts are compared as PostgreSQL compares them in jsonb.
 *
 * @param column the document as the statement names it
 * @param path null for the whole document
 */
record JsonOperand(String column, @Nullable JsonPath path) implements Operand {
    /** Up to so many values are compared one by one, which an index serves. */
    private static final int INDEXED_VALUES = 100;

    @Override
    public void compare(Operator operator, @Nullable Object value, Sql sql) {
        Object plain = PlainJson.plain(value);
        switch (operator) {
            case EQ -> equal(plain, sql);
            case NE -> {
                sql.text("(");
                equal(plain, sql);
                sql.text(") is not true");
            }
            default -> {
                if (plain == null) {
                    sql.text("false");
                } else {
                    String document = PlainJson.write(plain);
                    sql.text("(jsonb_typeof(");
                    expression(sql);
                    sql.text(") = jsonb_typeof(").json(document).text(") and ");
                    expression(sql);
                    sql.text(" ").text(operator.sql()).text(" ").json(document).text(")");
                }
            }
        }
    }

    private void equal(@Nullable Object plain, Sql sql) {
        if (plain == null) {
            isNull(sql);
        } else if (path != null && !path.mayIndexArrays() && !(plain instanceof Map) && !(plain instanceof List)) {
            // For a scalar this is equality, and a GIN index on the document serves it.
            sql.text(column).text(" @> ").json(PlainJson.write(path.documentWith(plain)));
        } else {
            expression(sql);
            sql.text(" = ").json(PlainJson.write(plain));
        }
    }

    @Override
    public void in(Collection<?> values, Sql sql) {
        if (values.isEmpty()) {
            sql.text("false");
            return;
        }
        if (values.size() > INDEXED_VALUES) {
            among(values, sql);
            return;
        }
        sql.text("(");
        for (Iterator<?> iterator = values.iterator(); iterator.hasNext(); ) {
            equal(PlainJson.plain(iterator.next()), sql);
            sql.text(iterator.hasNext() ? " or " : ")");
        }
    }

    /** One parameter for all values, however many. */
    private void among(Collection<?> values, Sql sql) {
        List<String> documents = values.stream()
                .map(PlainJson::plain)
                .filter(Objects::nonNull)
                .map(PlainJson::write)
                .toList();
        sql.text("(");
        expression(sql);
        sql.text(" = ").anyJson(documents);
        if (documents.size() < values.size()) {
            sql.text(" or ");
            isNull(sql);
        }
        sql.text(")");
    }

    @Override
    public void isNull(Sql sql) {
        sql.text("coalesce(jsonb_typeof(");
        expression(sql);
        sql.text("), 'null') = 'null'");
    }

    @Override
    public List<Sql> sortKeys() {
        Sql key = new Sql().text("nullif(");
        expression(key);
        return List.of(key.text(", 'null')"));
    }

    @Override
    public void asText(Sql sql) {
        sql.text("case when jsonb_typeof(");
        expression(sql);
        sql.text(") = 'string' then ");
        expression(sql);
        sql.text(" #>> '{}' end");
    }

    @Override
    public void expression(Sql sql) {
        if (path == null) {
            sql.text(column);
        } else {
            sql.text("(")
                    .text(column)
                    .text(" #> ")
                    .textArray(path.toArrayLiteral())
                    .text(")");
        }
    }

    @Override
    public boolean json() {
        return true;
    }

    @Override
    public Output output() {
        return selected(value());
    }

    /** Null where there is no value, of whichever kind of absence. */
    private Sql value() {
        Sql sql = new Sql().text("nullif(");
        expression(sql);
        return sql.text(", 'null')");
    }

    private static Output selected(Sql sql) {
        return new Output(
                sql,
                (results, index, options) -> PlainJson.read(results.getString(index)),
                name -> new JsonOperand(name, null));
    }

    @Override
    public void number(Sql sql) {
        sql.text("case when jsonb_typeof(");
        expression(sql);
        sql.text(") = 'number' then cast(");
        expression(sql);
        sql.text(" as numeric) end");
    }

    /** PostgreSQL orders jsonb, but has no such function for it. */
    @Override
    public Output extreme(String function, String direction) {
        return selected(new Sql()
                .text("(array_agg(")
                .append(value())
                .text(" order by ")
                .append(value())
                .text(direction + ") filter (where ")
                .append(value())
                .text(" is not null))[1]"));
    }
}
