package dev.dataflow.internal.sql;

/** How a condition is put to PostgreSQL, which decides what index can serve it. */
public enum Form {
    COLUMN("a comparison of the column: an index on the column serves equality, ranges and orders"),
    CONTAINMENT("@>: a GIN index on the document serves it"),
    PATH_EXISTS("@?: a GIN index on the document serves it"),
    HAS_KEY("?: a GIN index on the document serves it"),
    EXPRESSION("the expression of the index that the model declares for the path, which serves it"),
    EXTRACTION("#>: no index serves it; declare one on the path with @JsonIndex");

    private final String explanation;

    Form(String explanation) {
        this.explanation = explanation;
    }

    /** Answers what it is and which index serves it. */
    public String explanation() {
        return explanation;
    }
}
