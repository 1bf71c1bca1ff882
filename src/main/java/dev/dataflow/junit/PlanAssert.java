package dev.dataflow.junit;

import dev.dataflow.Plan;
import dev.dataflow.Result;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on how PostgreSQL finds the rows of a query, for tests that use AssertJ.
 *
 * <pre>{@code
 * import static dev.dataflow.junit.PlanAssert.assertThat;
 *
 * assertThat(users.explain(where(eq("profileData.plan", "pro")))).usesIndex("users_profile_data_idx");     // passes
 * assertThat(users.explain(where(gt("profileData.age", 18)))).usesIndex("users_profile_data_idx");         // fails
 * }</pre>
 */
public final class PlanAssert extends AbstractAssert<PlanAssert, Plan> {
    private PlanAssert(@Nullable Plan actual) {
        super(actual, PlanAssert.class);
    }

    /**
     * Begins assertions on a plan.
     *
     * @throws dev.dataflow.DataFlowException when the result is a failure
     */
    public static PlanAssert assertThat(Result<Plan> plan) {
        return new PlanAssert(plan.orThrow());
    }

    /** Begins assertions on a plan. */
    public static PlanAssert assertThat(Plan plan) {
        return new PlanAssert(plan);
    }

    /** Verifies that the query uses the index when whole tables are not to be read, as with many rows: a test may have few. */
    public PlanAssert usesIndex(String name) {
        isNotNull();
        if (!actual.usableIndexes().contains(name)) {
            failWithMessage(
                    "Expected the query to use the index <%s>, but it uses %s:%n%s",
                    name, actual.usableIndexes(), actual);
        }
        return this;
    }

    /** Verifies that the query uses the index on the tables as they are now. */
    public PlanAssert usesIndexNow(String name) {
        isNotNull();
        if (!actual.indexes().contains(name)) {
            failWithMessage(
                    "Expected the plan to use the index <%s>, but it uses %s:%n%s", name, actual.indexes(), actual);
        }
        return this;
    }

    /** Verifies that the query does not use the index, even when whole tables are not to be read. */
    public PlanAssert doesNotUseIndex(String name) {
        isNotNull();
        if (actual.usableIndexes().contains(name) || actual.indexes().contains(name)) {
            failWithMessage("Expected the query not to use the index <%s>, but it does:%n%s", name, actual);
        }
        return this;
    }
}
