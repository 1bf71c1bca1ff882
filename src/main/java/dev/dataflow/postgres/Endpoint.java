package dev.dataflow.postgres;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server and who connects to it: everything of a JDBC URL but the database.
 *
 * @param server host and port, as in the URL; several separated by commas
 * @param query the URL's parameters without user and password; empty when there are none
 */
record Endpoint(
        String server,
        String query,
        @Nullable String username,
        @Nullable String password) {

    /** User information is no part of JDBC URLs, but of the URLs other clients and hosting services hand out. */
    private static final Pattern URL = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?:(?://(?:(?<user>[^@/?]*)@)?(?<server>[^/?@]*)(?:/|$))?(?<database>[^/?]*)(?:\\?(?<query>.*))?");

    private static final Pattern USER_INFO = Pattern.compile("^(.*?//)?.*@");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i)([?&][^=&]*(?:password|passwd|pwd)[^=&]*=)[^&]*");

    /** An endpoint and the database its URL names. */
    record WithDatabase(Endpoint endpoint, String database) {}

    /**
     * Reads a URL in the form of JDBC or of libpq.
     *
     * @param username wins over a user in the URL
     * @param password wins over a password in the URL
     * @throws PostgresException when the text is no such URL
     */
    static WithDatabase parse(String url, @Nullable String username, @Nullable String password) {
        Matcher parts = URL.matcher(url.strip());
        if (!parts.matches()) {
            throw new PostgresException(
                    "DATAFLOW_URL (dataflow.url) is not the URL of a PostgreSQL database: " + masked(url)
                            + ". It looks like jdbc:postgresql://localhost:5432/mydb; user and password go into DATAFLOW_USERNAME"
                            + " and DATAFLOW_PASSWORD.");
        }
        String user = username;
        String secret = password;
        List<String> query = new ArrayList<>();
        for (String parameter : orEmpty(parts.group("query")).split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (name.equals("user")) {
                user = user != null ? user : decoded(parameter.substring(equals + 1));
            } else if (name.equals("password")) {
                secret = secret != null ? secret : decoded(parameter.substring(equals + 1));
            } else if (!name.isEmpty()) {
                query.add(parameter);
            }
        }
        String userInfo = parts.group("user");
        if (userInfo != null) {
            int colon = userInfo.indexOf(':');
            user = user != null ? user : decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
            secret = secret != null || colon < 0 ? secret : decoded(userInfo.substring(colon + 1));
        }
        String server = orEmpty(parts.group("server"));
        String database = decoded(orEmpty(parts.group("database")));
        if (database.isEmpty()) {
            database = user != null ? user : "postgres";
        }
        Endpoint endpoint =
                new Endpoint(server.isEmpty() ? "localhost:5432" : server, String.join("&", query), user, secret);
        return new WithDatabase(endpoint, database);
    }

    /** Returns the text with what may be a password replaced by stars. */
    static String masked(String url) {
        String withoutUser = USER_INFO.matcher(url).replaceAll("$1***@");
        return SECRET_PARAMETER.matcher(withoutUser).replaceAll("$1***");
    }

    String url(String database) {
        String path = URLEncoder.encode(database, StandardCharsets.UTF_8);
        return "jdbc:postgresql://" + server + "/" + path + (query.isEmpty() ? "" : "?" + query);
    }

    PGSimpleDataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url(database));
        dataSource.setUser(username);
        dataSource.setPassword(password);
        return dataSource;
    }

    Connection connect(String database) throws SQLException {
        return dataSource(database).getConnection();
    }

    @Override
    public String toString() {
        return masked(url(""));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
