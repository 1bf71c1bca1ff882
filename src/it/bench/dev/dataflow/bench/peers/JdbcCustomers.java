package dev.dataflow.bench.peers;

import dev.dataflow.bench.Customers;
import dev.dataflow.bench.JsonCustomers;
import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.OwnDatabase;
import dev.dataflow.bench.Profile;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Statements written by hand, on HikariCP.
 *
 * @param bound the connection of the transaction, inside of one
 */
public record JdbcCustomers(DataSource pool, @Nullable Connection bound) implements Customers, JsonCustomers {
    private static final String INSERT =
            "insert into customer (email, name, city, active, balance, created_at, profile) values (?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "update customer set balance = ? where id = ?";
    static final String WITH_REF = " where profile @> jsonb_build_object('ref', cast(? as text)) order by id";
    static final String SET_LANGUAGE =
            "update customer set profile = jsonb_set(profile, '{preferences,language}', to_jsonb(cast(? as text)))"
                    + " where id = ?";
    static final String ON_CONFLICT =
            " on conflict (email) do update set name = excluded.name, city = excluded.city, active = excluded.active,"
                    + " balance = excluded.balance, created_at = excluded.created_at, profile = excluded.profile";
    private static final String SELECT = "select " + JdbcMaps.COLUMNS + " from customer";
    private static final int BATCH = 1_000;

    /** Opens a pool. */
    public static JdbcCustomers open() {
        return new JdbcCustomers(OwnDatabase.newPool(), null);
    }

    private record Found(
            long id,
            String email,
            String name,
            String city,
            boolean active,
            BigDecimal balance,
            Instant createdAt,
            Map<String, Object> profile) {}

    private interface OnConnection<R> {
        R run(Connection connection) throws SQLException;
    }

    private <R> R run(OnConnection<R> work) throws SQLException {
        if (bound != null) {
            return work.run(bound);
        }
        try (Connection connection = pool.getConnection()) {
            return work.run(connection);
        }
    }

    @Override
    public Object create(NewCustomer values) throws SQLException {
        return run(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT, new String[] {"id"})) {
                bind(insert, values);
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    keys.next();
                    return keys.getLong(1);
                }
            }
        });
    }

    private static void bind(PreparedStatement statement, NewCustomer values) throws SQLException {
        statement.setString(1, values.email());
        statement.setString(2, values.name());
        statement.setString(3, values.city());
        statement.setBoolean(4, values.active());
        statement.setBigDecimal(5, values.balance());
        statement.setObject(6, values.createdAt().atOffset(ZoneOffset.UTC));
        statement.setObject(7, Profile.text(values.profile()), Types.OTHER);
    }

    @Override
    public Object findById(long id) throws SQLException {
        return run(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + " where id = ?")) {
                select.setLong(1, id);
                return found(select).get(0);
            }
        });
    }

    @Override
    public Object findOne(String email) throws SQLException {
        return run(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + " where email = ?")) {
                select.setString(1, email);
                return found(select).get(0);
            }
        });
    }

    private static List<Found> found(PreparedStatement select) throws SQLException {
        List<Found> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(new Found(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getBoolean(5),
                        rows.getBigDecimal(6),
                        rows.getObject(7, OffsetDateTime.class).toInstant(),
                        Profile.parse(rows.getString(8))));
            }
        }
        return found;
    }

    @Override
    public Object update(long id, BigDecimal balance) throws SQLException {
        return run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
                update.setBigDecimal(1, balance);
                update.setLong(2, id);
                return update.executeUpdate();
            }
        });
    }

    @Override
    public void updateEach(Map<Long, BigDecimal> balances) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement update = connection.prepareStatement(UPDATE)) {
            connection.setAutoCommit(false);
            for (Map.Entry<Long, BigDecimal> row : balances.entrySet()) {
                update.setBigDecimal(1, row.getValue());
                update.setLong(2, row.getKey());
                update.addBatch();
            }
            update.executeBatch();
            connection.commit();
        }
    }

    @Override
    public Object delete(long id) throws SQLException {
        return run(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from customer where id = ?")) {
                delete.setLong(1, id);
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void inTransaction(Work work) throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            work.on(new JdbcCustomers(pool, connection));
            connection.commit();
        }
    }

    @Override
    public Connection connection() {
        return bound;
    }

    @Override
    public List<Map<String, Object>> readAsMaps(int limit) throws SQLException {
        return run(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + " order by id limit ?")) {
                select.setInt(1, limit);
                List<Map<String, Object>> maps = new ArrayList<>(limit);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        maps.add(JdbcMaps.map(rows));
                    }
                }
                return maps;
            }
        });
    }

    @Override
    public void insertAll(List<NewCustomer> rows) throws SQLException {
        batch(INSERT, rows);
    }

    @Override
    public void upsertAll(List<NewCustomer> rows) throws SQLException {
        batch(INSERT + ON_CONFLICT, rows);
    }

    private void batch(String sql, List<NewCustomer> rows) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < rows.size(); i++) {
                bind(statement, rows.get(i));
                statement.addBatch();
                if ((i + 1) % BATCH == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
            connection.commit();
        }
    }

    @Override
    public Object withRef(String ref) throws SQLException {
        return run(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + WITH_REF)) {
                select.setString(1, ref);
                return found(select);
            }
        });
    }

    @Override
    public Object setLanguage(long id, String language) throws SQLException {
        return run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(SET_LANGUAGE)) {
                update.setString(1, language);
                update.setLong(2, id);
                return update.executeUpdate();
            }
        });
    }
}
