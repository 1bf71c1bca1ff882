package dev.dataflow.internal.store;

import dev.dataflow.internal.sql.Sql;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Operations on few rows, for which a transaction or a savepoint of their own would cost more than their one statement. */
final class OneRoundTrip {
    /** Among more rows the time of a round trip does not count, and more work would be lost with one that is refused. */
    static final int FEW = 50;

    private OneRoundTrip() {}

    /**
     * Answers a statement that the server refuses, and undoes, unless it changes all of these rows or none: class 22. Its answer is that of the
     * changing statement, with one more column.
     *
     * @param columns how many columns the changing statement answers for each row
     */
    static Sql allOrNone(Sql changing, int columns, int rows) {
        String names = IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        return new Sql()
                .text("with changed (" + names + ") as (")
                .append(changing)
                .text(") select " + names + ", cast(case when count(*) over () = ")
                .number(rows)
                .text(" then '1' else 'some rows are not there' end as integer) from changed");
    }
}
