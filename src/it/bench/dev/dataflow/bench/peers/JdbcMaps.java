package dev.dataflow.bench.peers;

import dev.dataflow.bench.Customers;
import dev.dataflow.bench.JsonCustomers;
import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.OwnDatabase;
import dev.dataflow.bench.Profile;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Statements written by hand, on HikariCP, that do what DataFlow does: each answers the stored row as a map; many rows go as arrays, and their
 * ids come back, or with an upsert the rows and whether they are new.
 *
 * @param bound the connection of the transaction, inside of one
 */
public record JdbcMaps(DataSource pool, @Nullable Connection bound) implements Customers, JsonCustomers {
    static final String COLUMNS = "id, email, name, city, active, balance, created_at, profile";
    private static final String INSERT =
            "insert into customer (email, name, city, active, balance, created_at, profile) values (?, ?, ?, ?, ?, ?, ?) returning "
                    + COLUMNS;
    private static final String INSERT_MANY =
            "insert into customer (email, name, city, active, balance, created_at, profile)"
                    + " select e, n, c, a, b, t, cast(p as jsonb)"
                    + " from unnest(?, ?, ?, ?, ?, ?, ?) as u(e, n, c, a, b, t, p)";

    /** Opens a pool. */
    public static JdbcMaps open() {
        return new JdbcMaps(OwnDatabase.newPool(), null);
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private List<Map<String, Object>> maps(String sql, Binding binding) throws SQLException {
        if (bound != null) {
            return maps(bound, sql, binding);
        }
        try (Connection connection = pool.getConnection()) {
            return maps(connection, sql, binding);
        }
    }

    private static List<Map<String, Object>> maps(Connection connection, String sql, Binding binding)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            List<Map<String, Object>> maps = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    maps.add(map(rows));
                }
            }
            return maps;
        }
    }

    /** Answers the current row of a result with the columns of {@link #COLUMNS}. */
    static Map<String, Object> map(ResultSet rows) throws SQLException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", rows.getLong(1));
        map.put("email", rows.getString(2));
        map.put("name", rows.getString(3));
        map.put("city", rows.getString(4));
        map.put("active", rows.getBoolean(5));
        map.put("balance", rows.getBigDecimal(6));
        map.put("createdAt", rows.getObject(7, OffsetDateTime.class).toInstant());
        map.put("profile", Profile.parse(rows.getString(8)));
        return map;
    }

    @Override
    public Object create(NewCustomer values) throws SQLException {
        return maps(INSERT, insert -> {
                    insert.setString(1, values.email());
                    insert.setString(2, values.name());
                    insert.setString(3, values.city());
                    insert.setBoolean(4, values.active());
                    insert.setBigDecimal(5, values.balance());
                    insert.setObject(6, values.createdAt().atOffset(ZoneOffset.UTC));
                    insert.setObject(7, Profile.text(values.profile()), Types.OTHER);
                })
                .get(0);
    }

    @Override
    public Object findById(long id) throws SQLException {
        return maps("select " + COLUMNS + " from customer where id = ?", select -> select.setLong(1, id))
                .get(0);
    }

    @Override
    public Object findOne(String email) throws SQLException {
        return maps("select " + COLUMNS + " from customer where email = ?", select -> select.setString(1, email))
                .get(0);
    }

    @Override
    public Object update(long id, BigDecimal balance) throws SQLException {
        return maps("update customer set balance = ? where id = ? returning " + COLUMNS, update -> {
                    update.setBigDecimal(1, balance);
                    update.setLong(2, id);
                })
                .get(0);
    }

    @Override
    public void updateEach(Map<Long, BigDecimal> balances) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement update = connection.prepareStatement("update customer set balance = u.b"
                        + " from unnest(?, ?) as u(i, b) where customer.id = u.i")) {
            update.setArray(
                    1, connection.createArrayOf("bigint", balances.keySet().toArray()));
            update.setArray(
                    2, connection.createArrayOf("numeric", balances.values().toArray()));
            if (update.executeUpdate() != balances.size()) {
                throw new IllegalStateException("Some rows were not there");
            }
        }
    }

    @Override
    public Object delete(long id) throws SQLException {
        return maps("delete from customer where id = ? returning " + COLUMNS, delete -> delete.setLong(1, id))
                .get(0);
    }

    @Override
    public void inTransaction(Work work) throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            work.on(new JdbcMaps(pool, connection));
            connection.commit();
        }
    }

    @Override
    public Connection connection() {
        return bound;
    }

    @Override
    public List<Map<String, Object>> readAsMaps(int limit) throws SQLException {
        return maps("select " + COLUMNS + " from customer order by id limit ?", select -> select.setInt(1, limit));
    }

    @Override
    public Object withRef(String ref) throws SQLException {
        return maps(
                "select " + COLUMNS + " from customer" + JdbcCustomers.WITH_REF, select -> select.setString(1, ref));
    }

    @Override
    public Object setLanguage(long id, String language) throws SQLException {
        return maps(JdbcCustomers.SET_LANGUAGE + " returning " + COLUMNS, update -> {
                    update.setString(1, language);
                    update.setLong(2, id);
                })
                .get(0);
    }

    @Override
    public void insertAll(List<NewCustomer> rows) throws SQLException {
        many(INSERT_MANY + " returning id", rows, stored -> stored.getLong(1));
    }

    /** Stores rows in one transaction, and answers them as stored. */
    public void insertAllAnsweringRows(List<NewCustomer> rows) throws SQLException {
        many(INSERT_MANY + " returning " + COLUMNS, rows, JdbcMaps::map);
    }

    @Override
    public void upsertAll(List<NewCustomer> rows) throws SQLException {
        many(INSERT_MANY + JdbcCustomers.ON_CONFLICT + " returning " + COLUMNS + ", xmax = 0", rows, stored -> {
            Map<String, Object> map = map(stored);
            return new Upserted(map, stored.getBoolean(9));
        });
    }

    private record Upserted(Map<String, Object> row, boolean created) {}

    private interface Reader<T> {
        T read(ResultSet stored) throws SQLException;
    }

    private <T> void many(String sql, List<NewCustomer> rows, Reader<T> reader) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            statement.setArray(1, array(connection, "text", rows, NewCustomer::email));
            statement.setArray(2, array(connection, "text", rows, NewCustomer::name));
            statement.setArray(3, array(connection, "text", rows, NewCustomer::city));
            statement.setArray(4, array(connection, "bool", rows, NewCustomer::active));
            statement.setArray(5, array(connection, "numeric", rows, NewCustomer::balance));
            statement.setArray(6, array(connection, "timestamptz", rows, NewCustomer::createdAt));
            statement.setArray(7, array(connection, "text", rows, row -> Profile.text(row.profile())));
            List<T> answers = new ArrayList<>(rows.size());
            try (ResultSet stored = statement.executeQuery()) {
                while (stored.next()) {
                    answers.add(reader.read(stored));
                }
            }
            connection.commit();
            if (answers.size() != rows.size()) {
                throw new IllegalStateException("Some rows were not stored");
            }
        }
    }

    private static Array array(
            Connection connection, String type, List<NewCustomer> rows, Function<NewCustomer, Object> value)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }
}
