package dev.dataflow.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The templates on a server: found by key, built under another name, kept for later runs. */
final class Templates {

    private static final String PREFIX = "dataflow_template_";
    private static final String COMMENT = "DataFlow template, last used ";
    private static final String DUPLICATE_DATABASE = "42P04";

    /** How many are kept; what was used within the last hour is kept as well, since a run may still need it. */
    private static final int KEPT = 16;

    private static final Duration IN_USE = Duration.ofHours(1);

    private final Session session;
    private final String cloning;

    /** @param cloning what {@code CREATE DATABASE} says after the template's name */
    Templates(Session session, String cloning) {
        this.session = session;
        this.cloning = cloning;
    }

    Template get(String key, TemplateBuilder builder) throws SQLException {
        byte[] hash = sha256(key);
        String name = PREFIX + HexFormat.of().formatHex(hash, 0, 8);
        if (!found(name)) {
            buildInTurn(name, ByteBuffer.wrap(hash).getLong(), builder);
        }
        return new Template(session, name, cloning);
    }

    /** Builds the template, unless another thread or JVM has done so while this one waited for its turn. */
    private void buildInTurn(String name, long lock, TemplateBuilder builder) throws SQLException {
        session.run(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_lock(" + lock + ")");
                try {
                    if (!found(name)) {
                        prune();
                        build(name, builder);
                    }
                } finally {
                    statement.execute("select pg_advisory_unlock(" + lock + ")");
                }
            }
            return name;
        });
    }

    /** Fills a database of this JVM's; only when that has succeeded does it become the template. */
    private void build(String name, TemplateBuilder builder) throws SQLException {
        try (Database fresh = session.create("")) {
            try {
                builder.build(fresh);
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new PostgresException("The builder of a template has failed; nothing of the database is kept", e);
            }
            session.seal(fresh.name());
            try {
                session.execute("alter database " + fresh.name() + " rename to " + name);
            } catch (SQLException e) {
                // A JVM that is connected through another database of this server does not see our advisory lock.
                if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
                    throw e;
                }
            }
            markUsed(name);
        }
    }

    /** Tells whether there is such a template, and notes that it is used now. */
    private boolean found(String name) throws SQLException {
        Instant lastUse = session.run(connection -> {
            String sql = "select shobj_description(oid, 'pg_database') from pg_database where datname = ?";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, name);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? lastUse(row.getString(1)) : Instant.MAX;
                }
            }
        });
        if (lastUse.equals(Instant.MAX)) {
            return false;
        }
        if (lastUse.isBefore(Instant.now().minus(IN_USE.dividedBy(2)))) {
            markUsed(name);
        }
        return true;
    }

    private void markUsed(String name) throws SQLException {
        session.execute("comment on database " + name + " is '" + COMMENT + Instant.now() + "'");
    }

    /** Drops the templates that have not been used for longest, so that one more has room. */
    private void prune() throws SQLException {
        record Kept(String name, Instant lastUse) {}
        List<Kept> all = session.run(connection -> {
            String sql = "select datname, shobj_description(oid, 'pg_database') from pg_database where datname like '"
                    + PREFIX.replace("_", "\\_") + "%' and pg_get_userbyid(datdba) = current_user";
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                List<Kept> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new Kept(rows.getString(1), lastUse(rows.getString(2))));
                }
                return found;
            }
        });
        all.sort((one, other) -> other.lastUse().compareTo(one.lastUse()));
        Instant inUse = Instant.now().minus(IN_USE);
        for (Kept old : all.subList(Math.min(KEPT - 1, all.size()), all.size())) {
            if (old.lastUse().isBefore(inUse)) {
                session.drop(old.name());
            }
        }
    }

    private static Instant lastUse(@Nullable String comment) {
        return comment != null && comment.startsWith(COMMENT)
                ? Instant.parse(comment.substring(COMMENT.length()))
                : Instant.EPOCH;
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
