package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.RowShape;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Operand;
import dev.dataflow.internal.sql.Output;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.sql.Where;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statement that computes a summary. The groups and results are computed in an inner statement, so that conditions and orders can name
 * them.
 */
final class SummaryStatement {
    private final EntityMapping mapping;
    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private final Map<String, Operand> named = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Sql sql = new Sql();

    /** @throws InvalidInputException when the summary does not fit the entity */
    SummaryStatement(EntityMapping mapping, Statements statements, Summary summary) {
        this.mapping = mapping;
        if (summary.groups().isEmpty() && summary.results().isEmpty()) {
            throw new InvalidInputException(
                    List.of(Problem.invalid("aggregate", "is empty: name a group or something to compute")));
        }
        sql.text("select * from (select ");
        Where rows = statements.from(summary.condition(), problems);
        summary.groups().forEach(group -> select(group, rows));
        summary.results().forEach(result -> select(result, rows));
        statements.finish(rows, sql);
        group(summary.groups().size());
        InvalidInputException.throwIfAny(problems);
        sql.text(") s where ");
        Where where = Where.ofResults(named, sql, problems);
        summary.having().render(where);
        order(summary, where);
        InvalidInputException.throwIfAny(problems);
        if (summary.limit() != null) {
            sql.text(" limit ").number(summary.limit());
        }
        if (summary.offset() > 0) {
            sql.text(" offset ").number(summary.offset());
        }
    }

    private void select(Summary.Column column, Where rows) {
        try {
            Output output = column.output(rows);
            if (outputs.put(column.name(), output) != null) {
                throw new ConversionException(
                        "there is another result of the name '" + column.name() + "': give this one its own by as(…)");
            }
            String alias = "s" + outputs.size();
            named.put(column.name(), output.named().apply("s." + alias));
            sql.text(outputs.size() == 1 ? "" : ", ")
                    .append(output.expression())
                    .text(" as " + alias);
        } catch (ConversionException e) {
            problems.add(Problem.of(column.path() == null ? column.name() : column.path(), e));
        }
    }

    /** Groups by position: the same expression with other parameters would not be the same to PostgreSQL. */
    private void group(int groups) {
        for (int i = 1; i <= groups; i++) {
            sql.text(i == 1 ? " group by 1" : ", " + i);
        }
    }

    private void order(Summary summary, Where where) {
        List<Selection.Order> orders = new ArrayList<>(summary.orders());
        summary.groups().forEach(group -> orders.add(Selection.Order.ascending(group.name())));
        Ordering.of(orders, where).by(sql);
    }

    List<StoredRow> run(Unit unit) throws SQLException {
        RowShape shape = RowShape.computed(mapping.persister().getMappedClass(), List.copyOf(outputs.keySet()));
        Output[] columns = outputs.values().toArray(Output[]::new);
        try (PreparedStatement statement = sql.prepare(unit.connection(), unit.options());
                ResultSet results = statement.executeQuery()) {
            List<StoredRow> rows = new ArrayList<>();
            while (results.next()) {
                @Nullable Object[] values = new @Nullable Object[columns.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = columns[i].reader().read(results, i + 1, unit.options());
                }
                rows.add(new StoredRow(shape, values));
            }
            return rows;
        }
    }
}
