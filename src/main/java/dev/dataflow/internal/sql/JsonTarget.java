package dev.dataflow.internal.sql;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.BasicAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON attribute, or a key inside its document.
 *
 * @param current what is there now, of type jsonb
 * @param place the keys that lead to it; null for all of the attribute's document
 */
record JsonTarget(
        Part current, BasicAttribute attribute, @Nullable JsonPath place) implements Target {

    @Override
    public void set(@Nullable Object value, Sql sql) {
        if (place != null) {
            sql.json(attribute.document(value, place));
        } else if (value == null) {
            unset(sql);
        } else {
            sql.json(document(attribute.toEntity(value)));
        }
    }

    @Override
    public void unset(Sql sql) {
        if (place == null && !attribute.traits().nullable()) {
            throw ConversionException.nullNotAllowed();
        }
        sql.text("cast(null as jsonb)");
    }

    @Override
    public void increment(Number amount, Sql sql) {
        if (place != null) {
            attribute.checkPlace(amount, place);
        }
        calculate(" + ", amount, sql);
    }

    @Override
    public void multiply(Number factor, Sql sql) {
        calculate(" * ", factor, sql);
    }

    private void calculate(String operator, Number operand, Sql sql) {
        check(place == null && (attribute.array() || attribute.object()), "is no JSON number: name a place inside it");
        sql.text("to_jsonb(coalesce(cast(nullif(")
                .append(current)
                .text(", 'null') as numeric), 0)")
                .text(operator)
                .numeric(operand)
                .text(")");
    }

    @Override
    public void append(@Nullable Object element, Sql sql) {
        array(sql).text(" || jsonb_build_array(").json(newElement(element)).text(")");
    }

    @Override
    public void prepend(@Nullable Object element, Sql sql) {
        sql.text("jsonb_build_array(").json(newElement(element)).text(") || ");
        array(sql);
    }

    @Override
    public void remove(@Nullable Object element, Sql sql) {
        sql.text("(select coalesce(jsonb_agg(x order by n), '[]') from jsonb_array_elements(");
        array(sql)
                .text(") with ordinality as elements(x, n) where x <> ")
                .json(document(element))
                .text(")");
    }

    @Override
    public void merge(Map<?, ?> entries, Sql sql) {
        check(
                place == null && attribute.array(),
                "is a JSON array, which has no keys: append to it, or name an element");
        entries.forEach((key, value) -> checkInside(String.valueOf(key), value));
        current("object", "{}", "strict $.*", sql).text(" || ").json(document(entries));
    }

    private String newElement(@Nullable Object element) {
        checkElements();
        checkInside("0", element);
        return document(element);
    }

    /** Checks what is put into the value that is here. */
    private void checkInside(String key, @Nullable Object value) {
        List<String> keys = place == null ? new ArrayList<>() : new ArrayList<>(place.keys());
        keys.add(key);
        try {
            attribute.checkPlace(value, new JsonPath(keys));
        } catch (ConversionException e) {
            throw new ConversionException("'" + key + "': " + e.getMessage());
        }
    }

    private void checkElements() {
        check(place == null && attribute.object(), "is a JSON object, which has no elements: name an array inside it");
    }

    private Sql array(Sql sql) {
        checkElements();
        return current("array", "[]", "strict $[*]", sql);
    }

    /** Appends what is there; a value of another type is an error of the server's, since a strict path may not lead into it. */
    private Sql current(String type, String none, String path, Sql sql) {
        return sql.text("case coalesce(jsonb_typeof(")
                .append(current)
                .text("), 'null') when '" + type + "' then ")
                .append(current)
                .text(" when 'null' then '" + none + "' else jsonb_path_query_first(")
                .append(current)
                .text(", '" + path + "') end");
    }

    /** A document of another type than the attribute's could not be read again, and there may be none yet that the server would refuse. */
    private static void check(boolean other, String problem) {
        if (other) {
            throw new ConversionException(problem);
        }
    }

    private String document(@Nullable Object value) {
        return attribute.document(value);
    }
}
