package dev.dataflow;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an operation: data, or the reason why there is none. It is also a read-only map, {@code {success: true, data: …}} or
 * {@code {success: false, error: …}}.
 *
 * <pre>{@code
 * Result<Row> created = users.create(Map.of("email", "alice@example.com"));
 * if (created.success()) {
 *     Object id = created.data().id();
 * } else if (created.error().code() == ErrorCode.UNIQUE_VIOLATION) {
 *     // someone has that address already
 * }
 * }</pre>
 *
 * <p>Immutable; thread-safe as far as the data is.
 *
 * @param <T> the type of the data
 */
public final class Result<T extends @Nullable Object> extends AbstractMap<String, @Nullable Object> {
    private final @Nullable T data;
    private final @Nullable Failure failure;

    private Result(@Nullable T data, @Nullable Failure failure) {
        this.data = data;
        this.failure = failure;
    }

    private Map<String, @Nullable Object> view() {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>(4);
        entries.put("success", failure == null);
        entries.put(failure == null ? "data" : "error", failure == null ? data : failure);
        return Collections.unmodifiableMap(entries);
    }

    static <T extends @Nullable Object> Result<T> of(T data) {
        return new Result<>(data, null);
    }

    static <T extends @Nullable Object> Result<T> failed(Failure failure) {
        return new Result<>(null, failure);
    }

    /** Answers whether the operation did what it was asked to; looking for a row that is not there is a success. */
    public boolean success() {
        return failure == null;
    }

    /**
     * Answers the data; null only when the operation looked for one row and there is none.
     *
     * @throws DataFlowException when the operation failed, so that nobody takes a failure for nothing
     */
    @SuppressWarnings("NullAway") // T itself says whether null is among the data.
    public T data() {
        if (failure != null) {
            throw new DataFlowException(failure);
        }
        return data;
    }

    /** Answers the same as {@link #data()}, for a call that does not need the result. */
    public T orThrow() {
        return data();
    }

    /**
     * Answers whether there is any data.
     *
     * @throws DataFlowException when the operation failed
     */
    public boolean found() {
        return data() != null;
    }

    /**
     * Answers why the operation failed; null when it succeeded. {@code error} is declared as never null, since it is read after a look at
     * {@link #success()}.
     */
    @SuppressWarnings("NullAway")
    public Failure error() {
        return failure;
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return view().entrySet();
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return view().get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return view().containsKey(key);
    }

    /** Answers whether it succeeded, or the failure; never a stored value. */
    @Override
    public String toString() {
        return failure == null ? "Result[success]" : "Result[" + Objects.requireNonNull(failure) + "]";
    }
}
