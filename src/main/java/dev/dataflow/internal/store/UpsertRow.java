package dev.dataflow.internal.store;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A row of an upsert as its caller gave it.
 *
 * @param values the values by path, when each is to be stored as it is; null when some are changes
 * @param assignments the same as assignments, made anew each time
 */
public record UpsertRow(@Nullable Map<?, ?> values, Supplier<List<Assignment>> assignments) {}
