package dev.dataflow.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** The database that belongs to this JVM's contender, and how every contender connects to it. */
public final class OwnDatabase {
    static final String URL = "BENCH_URL";
    static final String USERNAME = "BENCH_USERNAME";
    static final String PASSWORD = "BENCH_PASSWORD";

    /** As many connections as the most threads of any row use. */
    public static final int CONNECTIONS = 16;

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
