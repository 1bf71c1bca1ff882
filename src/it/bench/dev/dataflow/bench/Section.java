package dev.dataflow.bench;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A chapter of the report, in the order of the report. */
enum Section {
    ALONE("One row, with a commit of its own", "(Create|FindById|FindOne|Update|Delete)\\.alone.*"),
    IN_A_TRANSACTION(
            "One row of twenty in a transaction",
            "(Create|FindById|FindOne|Update|Delete)\\.in_a_transaction(_with_.*)?"),
    THAT_GOES_ON(
            "One row of twenty in a transaction that goes on when one fails",
            "(Create|Update|Delete)\\.in_a_transaction_that_goes_on"),
    TOGETHER(
            "One row of twenty that are created, or change each in its own way, in one call",
            "(Create|Update)Each\\..*"),
    READING("Many rows read as maps, with JSON", "ReadAsMaps\\..*"),
    WRITING("Many rows written in one transaction", "(InsertMany|UpsertMany)\\..*"),
    JSON("Inside of JSON", "(JsonColumn|JsonFilter)\\..*"),
    TESTS("One test of many, kept apart from the others", "(OneTest|ManyTests)\\..*"),
    COLD("From the start of a JVM to the end of one test", "ColdStart\\..*"),
    EXAMPLES("The four examples", ".*\\.(cold|warm)"),
    SANDBOX("The sandbox beside a plain connection", "(Statements|Undo)\\..*"),
    GROWTH("DataFlow beside itself", "(Growth|ManyThreads)\\..*"),
    OTHER("Others", ".*");

    private final String title;
    private final Pattern rows;

    Section(String title, String rows) {
        this.title = title;
        this.rows = Pattern.compile(rows);
    }

    /** Answers the heading. */
    String title() {
        return title;
    }

    /** Answers the section that a row belongs to: the first that knows it. */
    static Section of(Measurement measurement) {
        return Stream.of(values())
                .filter(section -> section.rows.matcher(measurement.row()).matches())
                .findFirst()
                .orElse(OTHER);
    }

    /** Answers the rows of this section, in their order; empty when there are none. */
    List<List<Measurement>> among(List<List<Measurement>> rows) {
        return rows.stream().filter(row -> of(row.get(0)) == this).toList();
    }
}
