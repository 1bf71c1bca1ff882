package dev.dataflow;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operations on the rows of one entity for callers that are not trusted, such as those behind a web service; {@link Model#exposing} answers
 * it. They filter by, order by, see and write what is exposed and nothing else: all other names are {@code INVALID_INPUT} as if they did not
 * exist, and no message names them. Filters are bounded, by {@link FilterLimits#STRICT} unless said otherwise.
 *
 * <pre>{@code
 * ExposedModel open = df.model(User.class).exposing("id", "email", "address.city", "profileData", "orders.total");
 * open.findMany(Query.where(requestedFilter).orderBy(requestedOrder).limit(50));
 * }</pre>
 *
 * <p>A row shows the exposed attributes that it has. Exposed, an association to one entity is its id; its other attributes are exposed each by
 * itself. Which rows there are is not restricted: see {@code @TenantId} and {@code @SQLRestriction} for that. Immutable and thread-safe.
 */
public final class ExposedModel {
    private final Model<?> model;
    private final EntityMapping mapping;
    private final Exposure exposure;
    private final FilterLimits limits;

    ExposedModel(Model<?> model, EntityMapping mapping, Exposure exposure, FilterLimits limits) {
        this.model = model;
        this.mapping = mapping;
        this.exposure = exposure;
        this.limits = limits;
    }

    /** Answers the same with other limits of filters. */
    public ExposedModel limitedTo(FilterLimits other) {
        return new ExposedModel(model, mapping, exposure, Objects.requireNonNull(other, "other"));
    }

    /** Stores a new row, as {@link Model#create(Map)} does. */
    public Result<Row> create(Map<String, ?> values) {
        Objects.requireNonNull(values, "values");
        return row(check().entries(values), () -> model.create(values));
    }

    /** Reads the row with this id, when the id is exposed; no such row is a success without data. */
    public Result<Row> findById(Object id) {
        Objects.requireNonNull(id, "id");
        return row(check().filter((FilterNode) Filter.eq(mapping.id().name(), id)), () -> model.findById(id));
    }

    /** Reads the one row that meets a filter, as {@link Model#findOne(Map)} does. */
    public Result<Row> findOne(Map<String, ?> filter) {
        FilterNode node = bounded(filter);
        return row(check().filter(node), () -> model.findOne(node));
    }

    /** Reads the first row of a query; none is a success without data. */
    public Result<Row> findFirst(Query query) {
        return row(check(query), () -> model.findFirst(query));
    }

    /** Reads the rows that meet a filter, in the order of their ids. */
    public Result<List<Row>> findMany(Map<String, ?> filter) {
        FilterNode node = bounded(filter);
        return answer(check().filter(node), () -> model.findMany(node), this::shown);
    }

    /** Reads the rows of a query. */
    public Result<List<Row>> findMany(Query query) {
        return answer(check(query), () -> model.findMany(query), this::shown);
    }

    /** Reads a page of a query, as {@link Model#page} does. */
    public Result<Page> page(Query query) {
        return answer(
                check(query),
                () -> model.page(query),
                page -> new Page(shown(page.rows()), page.next(), page.previous(), page.total()));
    }

    /** Counts the rows that meet a filter. */
    public Result<Long> count(Map<String, ?> filter) {
        FilterNode node = bounded(filter);
        return answer(check().filter(node), () -> model.count(node), count -> count);
    }

    /** Answers whether any row meets a filter. */
    public Result<Boolean> exists(Map<String, ?> filter) {
        FilterNode node = bounded(filter);
        return answer(check().filter(node), () -> model.exists(node), exists -> exists);
    }

    /** Changes exactly one row, as {@link Model#update(Map, Map)} does. */
    public Result<Row> update(Map<String, ?> filter, Map<String, ?> changes) {
        FilterNode node = bounded(filter);
        Objects.requireNonNull(changes, "changes");
        return row(check().filter(node).changes(changes), () -> model.update(node, changes));
    }

    /** Changes every row that meets a filter, as {@link Model#updateMany(Map, Map)} does. */
    public Result<Long> updateMany(Map<String, ?> filter, Map<String, ?> changes) {
        FilterNode node = bounded(filter);
        Objects.requireNonNull(changes, "changes");
        return answer(check().filter(node).changes(changes), () -> model.updateMany(node, changes), count -> count);
    }

    /** Deletes exactly one row, as {@link Model#delete(Map)} does. */
    public Result<Row> delete(Map<String, ?> filter) {
        FilterNode node = bounded(filter);
        return row(check().filter(node), () -> model.delete(node));
    }

    /** Deletes every row that meets a filter, as {@link Model#deleteMany(Map)} does. */
    public Result<Long> deleteMany(Map<String, ?> filter) {
        FilterNode node = bounded(filter);
        return answer(check().filter(node), () -> model.deleteMany(node), count -> count);
    }

    private FilterNode bounded(Map<String, ?> filter) {
        return MapForm.filter(Objects.requireNonNull(filter, "filter"), limits);
    }

    private ExposureCheck check() {
        return new ExposureCheck(mapping, exposure);
    }

    private ExposureCheck check(Query query) {
        Objects.requireNonNull(query, "query");
        FilterNode filter = (FilterNode) query.selection().condition();
        FilterNode bounded = limits.check(filter);
        return bounded == filter ? check().query(query.selection()) : check().refused((Malformed) bounded);
    }

    private List<Row> shown(List<Row> rows) {
        return rows.stream().map(exposure::shown).toList();
    }

    @SuppressWarnings("NullAway") // a row that is not there is null by contract
    private Result<Row> row(ExposureCheck check, Supplier<Result<Row>> operation) {
        return answer(check, operation, row -> row == null ? null : exposure.shown(row));
    }

    private <R extends @Nullable Object> Result<R> answer(
            ExposureCheck check, Supplier<Result<R>> operation, Function<R, R> shown) {
        try {
            check.finish();
        } catch (InvalidInputException e) {
            return Result.failed(Failures.invalidInput(mapping.name(), e.problems()));
        }
        Result<R> result = operation.get();
        return result.success() ? Result.of(shown.apply(result.data())) : Result.failed(discreet(result.error()));
    }

    /** What the database says of a failure may name what is not exposed: a column, a constraint, another table. */
    private Failure discreet(Failure failure) {
        List<String> exposed = failure.attributes().stream()
                .filter(attribute ->
                        isOfInput(failure, attribute) || ExposureCheck.exposes(exposure, mapping, attribute))
                .toList();
        boolean ofInput = failure.sqlState() == null && failure.code() != ErrorCode.UNKNOWN;
        if (ofInput && exposed.size() == failure.attributes().size()) {
            return failure;
        }
        String what = failure.code().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String message = (exposed.isEmpty() ? "" : String.join(", ", exposed) + ": ")
                + what
                + (exposed.size() < failure.attributes().size() ? ", of what is not exposed" : "");
        return new Failure(failure.code(), message, failure.model(), exposed, null, failure.sqlState());
    }

    /** Whether it names a part of the call, such as the filter as a whole, and nothing that is stored. */
    private boolean isOfInput(Failure failure, String attribute) {
        return failure.sqlState() == null && mapping.find(attribute) == null && !attribute.contains(".");
    }
}
