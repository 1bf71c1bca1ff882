package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.TenantReference;
import dev.dataflow.internal.session.ConstraintColumns;
import dev.dataflow.internal.session.DomainColumns;
import dev.dataflow.internal.session.SqlStates;
import dev.dataflow.internal.store.ForeignReferenceException;
import dev.dataflow.internal.store.NestedException;
import dev.dataflow.internal.store.NotOneRowException;
import dev.dataflow.internal.store.RowFailedException;
import dev.dataflow.internal.store.ViolationsException;
import dev.dataflow.internal.validation.Validation;
import io.hypersistence.utils.hibernate.type.util.NonSerializableObjectException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.HibernateException;
import org.hibernate.StaleStateException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Translates what went wrong into failures. Texts of the server and the driver are not passed on where they may quote values.
 *
 * <p>The classes of error codes are those of PostgreSQL's documentation, appendix A.
 */
final class Failures {
    private final ConstraintColumns constraints;
    private final DomainColumns domains;

    Failures(ConstraintColumns constraints, DomainColumns domains) {
        this.constraints = constraints;
        this.domains = domains;
    }

    /**
     * Answers the failure that a thrown exception stands for.
     *
     * @throws RuntimeException the exception itself, when it is no failure of the database or the data: a callback of the entity threw it
     */
    Failure of(Exception thrown, Attempt attempt) {
        String model = attempt.model();
        if (thrown instanceof DataFlowException known) {
            return known.failure();
        }
        if (thrown instanceof RowFailedException row) {
            return of(row.reason(), attempt.ofRow(row.row())).inRow(row.row());
        }
        if (thrown instanceof NestedException nested) {
            Attempt inner = new Attempt(nested.mapping(), attempt.deleting(), Map.of());
            return of(nested.reason(), inner).under(nested.path(), model);
        }
        if (thrown instanceof InvalidInputException invalid) {
            return invalidInput(model, invalid.problems());
        }
        if (thrown instanceof NotOneRowException notOne) {
            return notOne(notOne, model);
        }
        if (thrown instanceof ViolationsException violated) {
            return violated(violated.violations(), model);
        }
        if (thrown instanceof ForeignReferenceException foreign) {
            return noSuchRow(foreign.attribute(), model);
        }
        List<Validation.Violation> violations = Validation.violationsIn(thrown);
        if (violations != null) {
            return violated(violations, model);
        }
        SQLException cause = SqlStates.causeOf(thrown);
        if (cause != null) {
            return database(cause, attempt);
        }
        if (thrown instanceof ConversionException unreadable) {
            String message = "what is stored does not fit the model: " + unreadable.getMessage();
            return failure(ErrorCode.UNKNOWN, model, message, List.of(), null, null);
        }
        if (thrown instanceof NonSerializableObjectException) {
            String message =
                    "a JSON attribute is of a class that Hibernate cannot copy: let it implement java.io.Serializable";
            return failure(ErrorCode.UNKNOWN, model, message, List.of(), null, null);
        }
        if (isUnreadableJson(thrown)) {
            String message = "what is stored does not fit the model: a JSON document is none of its attribute's type";
            return failure(ErrorCode.UNKNOWN, model, message, List.of(), null, null);
        }
        if (thrown instanceof StaleStateException || thrown.getCause() instanceof StaleStateException) {
            return failure(
                    ErrorCode.STALE,
                    model,
                    "someone else changed or deleted the row; read it again",
                    List.of(),
                    null,
                    null);
        }
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw new IllegalStateException(thrown);
    }

    /** What Hypersistence cannot read for Hibernate; its text quotes the document. */
    private static boolean isUnreadableJson(Exception thrown) {
        return thrown instanceof HibernateException
                && Arrays.stream(thrown.getStackTrace())
                        .limit(1)
                        .anyMatch(frame -> frame.getClassName().startsWith("io.hypersistence."));
    }

    static Failure invalidInput(@Nullable String model, List<Problem> problems) {
        boolean missing = problems.stream().allMatch(problem -> problem.kind() == Problem.Kind.MISSING);
        String message = problems.stream()
                .map(problem -> problem.attribute() + ": " + problem.message())
                .collect(Collectors.joining("; "));
        List<String> attributes =
                problems.stream().map(Problem::attribute).distinct().toList();
        ErrorCode code = missing ? ErrorCode.NOT_NULL_VIOLATION : ErrorCode.INVALID_INPUT;
        Long row = problems.stream()
                .map(Problem::row)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        Failure failure = failure(code, model, message, attributes, null, null);
        return row == null ? failure : failure.of(row);
    }

    private static Failure notOne(NotOneRowException thrown, @Nullable String model) {
        return switch (thrown.reason()) {
            case NONE ->
                failure(
                        ErrorCode.NOT_FOUND,
                        model,
                        "no row meets the filter; nothing was changed",
                        List.of(),
                        null,
                        null);
            case SEVERAL ->
                failure(
                        ErrorCode.NOT_UNIQUE,
                        model,
                        "several rows meet the filter where one is meant; nothing was changed",
                        List.of(),
                        null,
                        null);
            case STALE ->
                failure(
                        ErrorCode.STALE,
                        model,
                        "the row has another version than the one given; read it again",
                        thrown.attribute() == null ? List.of() : List.of(thrown.attribute()),
                        null,
                        null);
        };
    }

    private static Failure violated(List<Validation.Violation> violations, @Nullable String model) {
        String message = violations.stream()
                .map(violation -> violation.attribute().isEmpty()
                        ? violation.message()
                        : violation.attribute() + ": " + violation.message())
                .collect(Collectors.joining("; "));
        Set<String> attributes = new TreeSet<>();
        violations.forEach(violation -> attributes.add(violation.attribute()));
        attributes.remove("");
        return failure(ErrorCode.VALIDATION, model, message, List.copyOf(attributes), null, null);
    }

    private Failure database(SQLException thrown, Attempt attempt) {
        String state = thrown.getSQLState() == null ? "" : thrown.getSQLState();
        ServerErrorMessage server = thrown instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
        String constraint = server == null ? null : server.getConstraint();
        ErrorCode code = codeOf(thrown, state);
        if (code == ErrorCode.FOREIGN_KEY_VIOLATION && !attempt.deleting()) {
            String path = pathToTenants(server, attempt.mapping());
            if (path != null) {
                return noSuchRow(path, attempt.model());
            }
        }
        List<String> attributes = switch (code) {
            case FOREIGN_KEY_VIOLATION ->
                attempt.deleting() ? List.of() : attributes(server, attempt, EntityMapping::referenceOf);
            case INVALID_INPUT -> attempt.computed();
            default -> attributes(server, attempt, EntityMapping::attributeOf);
        };
        return failure(
                code,
                attempt.model(),
                message(code, state, server, attributes, attempt.deleting()) + textOf(thrown, code),
                attributes,
                constraint,
                state.isEmpty() ? null : state);
    }

    /** What a pool or a data source says of a connection that it does not give: nothing that is stored, as the driver's text of a batch is. */
    private static String textOf(SQLException thrown, ErrorCode code) {
        boolean ofDriver = thrown instanceof PSQLException || thrown instanceof BatchUpdateException;
        return code == ErrorCode.CONNECTION && !ofDriver ? ": " + thrown.getMessage() : "";
    }

    /** What a tenant is told does not depend on whether another one has the row. */
    private static Failure noSuchRow(String path, @Nullable String model) {
        String message = path + ": the row referred to does not exist";
        return failure(ErrorCode.FOREIGN_KEY_VIOLATION, model, message, List.of(path), null, null);
    }

    private @Nullable String pathToTenants(@Nullable ServerErrorMessage server, @Nullable EntityMapping mapping) {
        return server == null || mapping == null ? null : TenantReference.pathAt(constraints.of(server), mapping);
    }

    /** Names the attribute that a table's column stores. */
    private interface Naming {
        String of(EntityMapping mapping, String table, String column);
    }

    private List<String> attributes(@Nullable ServerErrorMessage server, Attempt attempt, Naming named) {
        EntityMapping mapping = attempt.mapping();
        if (server == null || mapping == null) {
            return List.of();
        }
        String table = Objects.requireNonNullElse(server.getTable(), "");
        String column = server.getColumn();
        if (column != null) {
            return List.of(named.of(mapping, table, column));
        }
        if (server.getDatatype() != null) {
            List<String> ofDomain = domains.of(server, mapping.source().tableNames()).stream()
                    .map(place -> named.of(mapping, place.table(), place.column()))
                    .distinct()
                    .toList();
            // What a new row is not given may be the null that the domain does not take.
            return server.getConstraint() == null ? ofDomain : attempt.suspects(ofDomain);
        }
        return constraints.of(server).stream()
                .map(each -> named.of(mapping, table, each))
                .distinct()
                .toList();
    }

    private static ErrorCode codeOf(SQLException thrown, String state) {
        ErrorCode code = switch (state) {
            case "23505" -> ErrorCode.UNIQUE_VIOLATION;
            case "23503", "23001" -> ErrorCode.FOREIGN_KEY_VIOLATION;
            case "23502" -> ErrorCode.NOT_NULL_VIOLATION;
            case "23514" -> ErrorCode.CHECK_VIOLATION;
            case "23P01" -> ErrorCode.EXCLUSION_VIOLATION;
            case "40001" -> ErrorCode.SERIALIZATION;
            case "40P01" -> ErrorCode.DEADLOCK;
            case "55P03" -> ErrorCode.LOCK_TIMEOUT;
            case "57014", "25P03", "25P04" -> ErrorCode.TIMEOUT;
            case "42501", "25006" -> ErrorCode.PERMISSION;
            default -> null;
        };
        if (code != null) {
            return code;
        }
        if (state.startsWith("22")) {
            return ErrorCode.INVALID_INPUT;
        }
        boolean connection =
                state.startsWith("08") || state.startsWith("57P") || state.startsWith("28") || "53300".equals(state);
        return connection || thrown instanceof java.sql.SQLTransientConnectionException
                ? ErrorCode.CONNECTION
                : ErrorCode.UNKNOWN;
    }

    private static String message(
            ErrorCode code,
            String state,
            @Nullable ServerErrorMessage server,
            List<String> attributes,
            boolean deleting) {
        String what = attributes.isEmpty() ? "" : String.join(", ", attributes) + ": ";
        String constraint =
                server == null || server.getConstraint() == null ? "" : " (constraint " + server.getConstraint() + ")";
        return what
                + switch (code) {
                    case UNIQUE_VIOLATION -> "another row has the same value" + constraint;
                    case FOREIGN_KEY_VIOLATION ->
                        (deleting ? "other rows still refer to this one" : "the row referred to does not exist")
                                + constraint;
                    case NOT_NULL_VIOLATION -> "a value is required";
                    case CHECK_VIOLATION ->
                        "the value does not meet the "
                                + (server == null || server.getDatatype() == null ? "table's" : "domain's")
                                + " check"
                                + constraint;
                    case EXCLUSION_VIOLATION -> "the value overlaps that of another row" + constraint;
                    case SERIALIZATION -> "a concurrent transaction got in the way; run the transaction again";
                    case DEADLOCK -> "two transactions waited for each other; run the transaction again";
                    case LOCK_TIMEOUT -> "another transaction holds a lock on the row or table";
                    case TIMEOUT -> "the statement or transaction took longer than allowed, or was cancelled";
                    case CONNECTION -> "there is no connection to the server" + sqlState(state);
                    case PERMISSION ->
                        "25006".equals(state)
                                ? "the transaction is read-only"
                                : "the database user may not do this" + serverText(server, state);
                    case INVALID_INPUT -> "PostgreSQL cannot use a value" + meaning(state) + sqlState(state);
                    default ->
                        SqlStates.IN_FAILED_TRANSACTION.equals(state)
                                ? "an earlier failure has ended the transaction, which has no savepoints"
                                : "the server refused the statement" + sqlState(state) + serverText(server, state);
                };
    }

    private static String meaning(String state) {
        return switch (state) {
            case "22001" -> ": a text is longer than its column";
            case "22003" -> ": a number is out of range";
            case "22012" -> ": division by zero";
            case "22021", "22P05" -> ": a text has a character that the database cannot keep";
            case "22023", "22P02", "22039", "2203A", "2203C" ->
                ": what is stored there is of another type than the change is for";
            default -> "";
        };
    }

    private static String sqlState(String state) {
        return state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
    }

    /** Errors about names and rights quote identifiers; all others may quote values. */
    private static String serverText(@Nullable ServerErrorMessage server, String state) {
        return server == null || !state.startsWith("42") ? "" : ": " + server.getMessage();
    }

    private static Failure failure(
            ErrorCode code,
            @Nullable String model,
            String message,
            List<String> attributes,
            @Nullable String constraint,
            @Nullable String state) {
        return new Failure(
                code, model == null ? message : model + ": " + message, model, attributes, constraint, state);
    }
}
