package dev.dataflow.bench.peers;

import dev.dataflow.bench.Customers;
import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.OwnDatabase;
import dev.dataflow.bench.Profile;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Jdbi with its PostgreSQL plugin, named parameters and a constructor mapper.
 *
 * @param bound the handle of the transaction, inside of one
 */
public record JdbiCustomers(Jdbi jdbi, @Nullable Handle bound) implements Customers {
    private static final String INSERT =
            "insert into customer (email, name, city, active, balance, created_at, profile)"
                    + " values (:email, :name, :city, :active, :balance, :createdAt, cast(:profile as jsonb))";
    private static final String ON_CONFLICT =
            " on conflict (email) do update set name = excluded.name, city = excluded.city, active = excluded.active,"
                    + " balance = excluded.balance, created_at = excluded.created_at, profile = excluded.profile";
    private static final String UPDATE = "update customer set balance = :balance where id = :id";
    private static final String SELECT =
            "select id, email, name, city, active, balance, created_at, profile from customer";
    private static final int BATCH = 1_000;

    /** A row. */
    public record Found(
            long id,
            String email,
            String name,
            String city,
            boolean active,
            BigDecimal balance,
            Instant createdAt,
            Map<String, Object> profile) {}

    /** Opens a pool and Jdbi. */
    public static JdbiCustomers open() {
        Jdbi jdbi = Jdbi.create(OwnDatabase.newPool())
                .installPlugin(new PostgresPlugin())
                .registerColumnMapper(
                        new GenericType<Map<String, Object>>() {},
                        (row, column, context) -> Profile.parse(row.getString(column)))
                .registerRowMapper(ConstructorMapper.factory(Found.class));
        return new JdbiCustomers(jdbi, null);
    }

    private <R, E extends Exception> R run(HandleCallback<R, E> work) throws E {
        return bound == null ? jdbi.withHandle(work) : work.withHandle(bound);
    }

    private static <S extends SqlStatement<S>> S bind(S statement, NewCustomer values) {
        return statement
                .bind("email", values.email())
                .bind("name", values.name())
                .bind("city", values.city())
                .bind("active", values.active())
                .bind("balance", values.balance())
                .bind("createdAt", values.createdAt())
                .bind("profile", Profile.text(values.profile()));
    }

    @Override
    public Object create(NewCustomer values) {
        return run(handle -> bind(handle.createUpdate(INSERT), values)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
    }

    @Override
    public Object findById(long id) {
        return run(handle -> handle.createQuery(SELECT + " where id = :id")
                .bind("id", id)
                .mapTo(Found.class)
                .one());
    }

    @Override
    public Object findOne(String email) {
        return run(handle -> handle.createQuery(SELECT + " where email = :email")
                .bind("email", email)
                .mapTo(Found.class)
                .one());
    }

    @Override
    public Object update(long id, BigDecimal balance) {
        return run(handle -> handle.createUpdate(UPDATE)
                .bind("balance", balance)
                .bind("id", id)
                .execute());
    }

    @Override
    public void updateEach(Map<Long, BigDecimal> balances) {
        jdbi.useTransaction(handle -> {
            PreparedBatch batch = handle.prepareBatch(UPDATE);
            balances.forEach((id, balance) ->
                    batch.bind("balance", balance).bind("id", id).add());
            batch.execute();
        });
    }

    @Override
    public Object delete(long id) {
        return run(handle -> handle.createUpdate("delete from customer where id = :id")
                .bind("id", id)
                .execute());
    }

    @Override
    public void inTransaction(Work work) throws Exception {
        jdbi.useTransaction(handle -> work.on(new JdbiCustomers(jdbi, handle)));
    }

    @Override
    public Connection connection() {
        return bound.getConnection();
    }

    /** Jdbi's maps leave JSON to their user. */
    @Override
    public List<Map<String, Object>> readAsMaps(int rows) {
        return run(handle -> {
            List<Map<String, Object>> maps = handle.createQuery(SELECT + " order by id limit :limit")
                    .bind("limit", rows)
                    .mapToMap()
                    .list();
            maps.forEach(map -> map.computeIfPresent("profile", (name, json) -> Profile.parse(json.toString())));
            return maps;
        });
    }

    @Override
    public void insertAll(List<NewCustomer> rows) {
        batch(INSERT, rows);
    }

    @Override
    public void upsertAll(List<NewCustomer> rows) {
        batch(INSERT + ON_CONFLICT, rows);
    }

    private void batch(String sql, List<NewCustomer> rows) {
        jdbi.useTransaction(handle -> {
            for (int from = 0; from < rows.size(); from += BATCH) {
                PreparedBatch batch = handle.prepareBatch(sql);
                rows.subList(from, Math.min(rows.size(), from + BATCH))
                        .forEach(row -> bind(batch, row).add());
                batch.execute();
            }
        });
    }
}
