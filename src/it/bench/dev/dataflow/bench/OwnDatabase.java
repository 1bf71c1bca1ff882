package dev.dataflow.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The database that belongs to this JVM's contender, and how every contender connects to it. */
public final class OwnDatabase {
    static final String URL = "BENCH_URL";
    static final String USERNAME = "BENCH_USERNAME";
    static final String PASSWORD = "BENCH_PASSWORD";

    /** What HikariCP, Spring Boot and DataFlow all do by default. */
    public static final int CONNECTIONS = 10;

    private OwnDatabase() {}

    /** Answers the JDBC URL, with the same driver properties for all. */
    public static String url() {
        String url = System.getenv(URL);
        return url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true";
    }

    /** Answers the user's name. */
    public static String username() {
        return System.getenv(USERNAME);
    }

    /** Answers the user's password. */
    public static String password() {
        return System.getenv(PASSWORD);
    }

    /** Answers a data source without a pool, for what surrounds a measurement. */
    public static DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url());
        dataSource.setUser(username());
        dataSource.setPassword(password());
        return dataSource;
    }

    /** Opens the pool of a contender that brings none of its own: HikariCP with its defaults. */
    public static HikariDataSource newPool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setUsername(username());
        config.setPassword(password());
        config.setMaximumPoolSize(CONNECTIONS);
        return new HikariDataSource(config);
    }
}
