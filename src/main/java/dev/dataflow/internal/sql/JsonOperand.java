package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.Texts;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.json.PlainJson;
import dev.dataflow.internal.json.StoredJson;
import dev.dataflow.internal.mapping.BasicAttribute;
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
 * @param attribute the attribute whose document it is
 * @param column the document as the statement names it
 * @param path null for the whole document
 * @param indexed whether the model declares an index on the place: its expression is that of {@link JsonExpressions#indexed}
 */
record JsonOperand(
        BasicAttribute attribute, String column, @Nullable JsonPath path, boolean indexed) implements Operand {
    /** Up to so many values are compared one by one, which an index serves. */
    private static final int INDEXED_VALUES = 100;

    @Override
    public void compare(Operator operator, @Nullable Object value, Sql sql) {
        Object plain = attribute.plain(value);
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
                    sql.chose(extraction())
                            .text("(jsonb_typeof(")
                            .append(value())
                            .text(") = jsonb_typeof(")
                            .json(document)
                            .text(") and ")
                            .append(value())
                            .text(" " + operator.sql() + " ")
                            .json(document)
                            .text(")");
                }
            }
        }
    }

    private Form extraction() {
        return indexed ? Form.EXPRESSION : Form.EXTRACTION;
    }

    private void equal(@Nullable Object plain, Sql sql) {
        if (plain == null) {
            isNull(sql);
            return;
        }
        boolean scalar = !(plain instanceof Map) && !(plain instanceof List);
        List<Object> containing = indexed ? List.of() : JsonContainment.documents(path, plain);
        if (containing.isEmpty()) {
            sql.chose(extraction()).append(value()).text(" = ").json(PlainJson.write(plain));
        } else if (scalar && path != null && !path.mayIndexArrays()) {
            // For a scalar this is equality, and a GIN index on the document serves it.
            sql.chose(Form.CONTAINMENT).text(column).text(" @> ").json(PlainJson.write(containing.get(0)));
        } else {
            // What is equal is contained, for which an index finds the candidates.
            sql.chose(Form.CONTAINMENT).text("(");
            for (int i = 0; i < containing.size(); i++) {
                sql.text(i == 0 ? "(" : " or ").text(column).text(" @> ").json(PlainJson.write(containing.get(i)));
            }
            sql.text(") and ")
                    .append(value())
                    .text(" = ")
                    .json(PlainJson.write(plain))
                    .text(")");
        }
    }

    @Override
    public void in(Collection<?> values, Sql sql) {
        if (values.isEmpty()) {
            sql.text("false");
            return;
        }
        if (values.size() > INDEXED_VALUES || indexed) {
            among(values, sql);
            return;
        }
        sql.text("(");
        for (Iterator<?> iterator = values.iterator(); iterator.hasNext(); ) {
            equal(attribute.plain(iterator.next()), sql);
            sql.text(iterator.hasNext() ? " or " : ")");
        }
    }

    /** One parameter for all values, however many. */
    private void among(Collection<?> values, Sql sql) {
        List<String> documents = values.stream()
                .map(attribute::plain)
                .filter(Objects::nonNull)
                .map(PlainJson::write)
                .toList();
        sql.chose(extraction()).text("(").append(value()).text(" = ").anyJson(documents);
        if (documents.size() < values.size()) {
            sql.text(" or ");
            isNull(sql);
        }
        sql.text(")");
    }

    @Override
    public void isNull(Sql sql) {
        sql.chose(extraction()).append(value()).text(" is null");
    }

    @Override
    public void exists(Sql sql) {
        String jsonPath = path == null ? null : JsonContainment.jsonPath(path);
        if (jsonPath == null) {
            sql.chose(Form.EXTRACTION);
            expression(sql);
            sql.text(" is not null");
        } else {
            sql.chose(Form.PATH_EXISTS)
                    .text(column)
                    .text(" @?? cast(")
                    .string(jsonPath)
                    .text(" as jsonpath)");
        }
    }

    /** An array of texts has its elements as keys, to PostgreSQL. */
    @Override
    public void hasKey(String key, Sql sql) {
        Texts.storable(key);
        String jsonPath = path == null ? null : JsonContainment.jsonPath(path.then(key));
        sql.chose(path == null ? Form.HAS_KEY : jsonPath == null ? Form.EXTRACTION : Form.PATH_EXISTS)
                .text("(");
        expression(sql);
        sql.text(" ?? ").string(key).text(" and jsonb_typeof(");
        expression(sql);
        sql.text(") = 'object'");
        if (jsonPath != null) {
            // What has the key is found by an index on the document.
            sql.text(" and ").text(column).text(" @?? cast(").string(jsonPath).text(" as jsonpath)");
        }
        sql.text(")");
    }

    @Override
    public List<Sql> sortKeys() {
        return List.of(value());
    }

    @Override
    public boolean text() {
        return true;
    }

    @Override
    public void asText(Sql sql) {
        sql.chose(Form.EXTRACTION).text("case when jsonb_typeof(");
        expression(sql);
        sql.text(") = 'string' then ");
        expression(sql);
        sql.text(" #>> '{}' end");
    }

    @Override
    public void expression(Sql sql) {
        if (path == null) {
            sql.text(column);
        } else if (indexed) {
            sql.text(JsonExpressions.place(column, path));
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
    public void asJson(Sql sql) {
        sql.append(value());
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

    private Output selected(Sql sql) {
        return new Output(
                sql,
                (results, index, options) -> StoredJson.read(results.getBytes(index)),
                name -> new JsonOperand(attribute, name, null, false));
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
