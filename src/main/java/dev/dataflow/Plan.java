package dev.dataflow;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How PostgreSQL finds the rows of a query; {@link Model#explain(Query)} answers it. No part of it contains a value, neither a stored one nor one
 * of the query.
 *
 * <p>PostgreSQL reads a small table from end to end whatever indexes there are. {@code usableIndexes} are therefore those of a second plan, for
 * which it was told that this costs dearly: a test with ten rows can tell from it that the query of a million rows has its index.
 *
 * @param conditions how each condition of the query is put to PostgreSQL, in the order of the query
 * @param indexes the names of the indexes that the plan uses, each once
 * @param usableIndexes the names of the indexes that the query uses when whole tables are not to be read
 * @param nodes the plan's steps in PostgreSQL's words, each indented below the one it serves, with the rows it expects
 */
public record Plan(List<Condition> conditions, List<String> indexes, List<String> usableIndexes, List<String> nodes) {

    /**
     * A condition of a query.
     *
     * @param path the path as the query names it
     * @param form the operator, and which index can serve it
     */
    public record Condition(String path, String form) {}

    public Plan {
        conditions = List.copyOf(conditions);
        indexes = List.copyOf(indexes);
        usableIndexes = List.copyOf(usableIndexes);
        nodes = List.copyOf(nodes);
    }

    /** Shows the steps, then the conditions, line by line. */
    @Override
    public String toString() {
        return String.join("\n", nodes)
                + conditions.stream()
                        .map(condition -> "\n" + condition.path() + ": " + condition.form())
                        .collect(Collectors.joining());
    }
}
