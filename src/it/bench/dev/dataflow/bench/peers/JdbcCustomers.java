package dev.dataflow.bench.peers;

import dev.dataflow.bench.Customers;
import dev.dataflow.bench.OwnDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import javax.sql.DataSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Statements written by hand, on HikariCP. */
public final class JdbcCustomers implements Customers {
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    private static final String COLUMNS = "id, email, name, city, active, balance, created_at, profile";

    private final DataSource pool = OwnDatabase.newPool();

    private record Found(
            long id,
            String email,
            String name,
            String city,
            boolean active,
            BigDecimal balance,
            Instant createdAt,
            Map<String, Object> profile) {}

    @Override
    public Object findById(long id) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return findById(connection, id);
        }
    }

    private static Found findById(Connection connection, long id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select " + COLUMNS + " from customer where id = ?")) {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? found(rows) : null;
            }
        }
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getBigDecimal(6),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                JsonMapper.shared().readValue(row.getString(8), MAP));
    }

    @Override
    public void inTransaction(Work work) throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            work.on(new InTransaction(connection));
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private record InTransaction(Connection connection) implements Customers {
        @Override
        public Object findById(long id) throws SQLException {
            return JdbcCustomers.findById(connection, id);
        }

        @Override
        public void inTransaction(Work work) {
            throw new IllegalStateException();
        }
    }
}
