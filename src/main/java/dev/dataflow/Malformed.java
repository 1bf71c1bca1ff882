package dev.dataflow;

import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.sql.Where;
import java.util.List;

/** A filter that says something impossible. It is reported once it is used, since every failure of an operation is a result. */
record Malformed(List<Problem> problems) implements FilterNode {
    Malformed {
        problems = List.copyOf(problems);
    }

    @Override
    public void render(Where where) {
        throw new InvalidInputException(problems);
    }

    @Override
    public String toString() {
        return "MALFORMED" + problems.stream().map(Problem::attribute).toList();
    }
}
