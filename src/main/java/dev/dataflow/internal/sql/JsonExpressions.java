package dev.dataflow.internal.sql;

import dev.dataflow.internal.json.JsonPath;

/** The expressions of places in documents whose paths a model declares: in these the path is text, since an index knows no parameters. */
public final class JsonExpressions {
    private JsonExpressions() {}

    /** Answers what the index on a place contains, and filters on it use: null where there is no value, of whichever kind of absence. */
    public static String indexed(String column, JsonPath path) {
        return "nullif(" + place(column, path) + ", 'null')";
    }

    static String place(String column, JsonPath path) {
        return "(" + column + " #> '" + path.toArrayLiteral().replace("'", "''") + "')";
    }
}
