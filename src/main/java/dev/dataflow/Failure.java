package dev.dataflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an operation did not succeed. No part of it contains a stored value or a value of the input.
 *
 * @param code never null
 * @param message a sentence for people: what is wrong, where, and what to do; never null
 * @param model the simple name of the entity; null when the failure concerns none, such as a commit
 * @param attributes the attributes, or paths, that are to blame, as the caller wrote them where the caller named them; never null but
 *     potentially empty
 * @param constraint the name of the database's constraint, or null
 * @param sqlState the five characters of PostgreSQL's error code, or null when the database was not asked
 * @param row which of many rows is to blame, the first when several are, counted from 0; null when there is only one
 */
public record Failure(
        ErrorCode code,
        String message,
        @Nullable String model,
        List<String> attributes,
        @Nullable String constraint,
        @Nullable String sqlState,
        @Nullable Long row) {

    public Failure {
        attributes = List.copyOf(attributes);
    }

    Failure(
            ErrorCode code,
            String message,
            @Nullable String model,
            List<String> attributes,
            @Nullable String constraint,
            @Nullable String sqlState) {
        this(code, message, model, attributes, constraint, sqlState, null);
    }

    Failure of(long row) {
        return new Failure(code, message, model, attributes, constraint, sqlState, row);
    }

    /** Answers the failure of a row inside another one, which {@code path} leads to. */
    Failure under(String path, @Nullable String outer) {
        List<String> paths = attributes.stream().map(name -> path + '.' + name).toList();
        String what =
                model != null && message.startsWith(model + ": ") ? message.substring(model.length() + 2) : message;
        String separator = paths.isEmpty() ? ": " : ".";
        return new Failure(
                code,
                (outer == null ? "" : outer + ": ") + path + separator + what,
                outer,
                paths,
                constraint,
                sqlState,
                row);
    }

    /** Answers the failure of one of many rows, which its message names. */
    Failure inRow(long row) {
        String begin = model == null ? "" : model + ": ";
        String what = message.startsWith(begin) ? message.substring(begin.length()) : message;
        return new Failure(code, begin + "row " + row + ": " + what, model, attributes, constraint, sqlState, row);
    }
}
