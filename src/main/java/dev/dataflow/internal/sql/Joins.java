package dev.dataflow.internal.sql;

import dev.dataflow.internal.mapping.Link;
import dev.dataflow.internal.mapping.ToOneAttribute;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tables that the paths of one SELECT lead to across associations to one entity. Each association is joined once; where it leads to no
 * row, its attributes are null. Not thread-safe.
 */
final class Joins {
    private final AtomicInteger aliases;
    private final Map<String, Rows> rows = new LinkedHashMap<>();
    private final Sql sql = Sql.part();

    /** @param aliases counts the aliases of the whole statement */
    Joins(AtomicInteger aliases) {
        this.aliases = aliases;
    }

    String newAlias() {
        return "t" + aliases.incrementAndGet();
    }

    /** Answers joins for a SELECT inside this one. */
    Joins inner() {
        return new Joins(aliases);
    }

    /** Answers the rows that an association leads to. */
    Rows to(ToOneAttribute association, Scope from) {
        String key = from.expression(association.link().from().get(0)) + ' ' + association.name();
        Rows known = rows.get(key);
        if (known == null) {
            known = from.entity(association.target(), newAlias());
            rows.put(key, known);
            sql.text(" left join ").text(known.source().joined()).text(" on ");
            known.restrict(sql);
            on(association.link(), from, known, sql);
        }
        return known;
    }

    /** Appends the condition that rows belong together. */
    static void on(Link link, Scope from, Scope to, Sql sql) {
        for (int i = 0; i < link.from().size(); i++) {
            sql.text(i == 0 ? "" : " and ")
                    .text(to.expression(link.to().get(i)))
                    .text(" = ")
                    .text(from.expression(link.from().get(i)));
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    Sql sql() {
        return sql;
    }
}
