package dev.dataflow.internal.boot;

import java.util.Set;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;

/**
 * Spring Boot's physical names, snake_case without plurals, with the words that PostgreSQL reserves in quotes: the same table under the same
 * name, but {@code User} and {@code Order} need no {@code @Table}.
 */
public final class PhysicalNaming extends PhysicalNamingStrategySnakeCaseImpl {
    /** The words of category R and T in {@code pg_get_keywords()} of PostgreSQL 18: not usable as a table's or a column's name unquoted. */
    private static final Set<String> RESERVED = Set.of(
            "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary", "both", "case", "cast",
            "check", "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
            "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct",
            "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike",
            "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime",
            "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "placing",
            "primary", "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric", "system_user", "table",
            "tablesample", "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when", "where",
            "window", "with");

    @Override
    protected Identifier unquotedIdentifier(Identifier name) {
        Identifier snakeCase = super.unquotedIdentifier(name);
        return RESERVED.contains(snakeCase.getText()) ? new Identifier(snakeCase.getText(), true) : snakeCase;
    }
}
