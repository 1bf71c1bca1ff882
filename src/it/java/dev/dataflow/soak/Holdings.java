package dev.dataflow.soak;

import dev.dataflow.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a JVM and its server hold.
 *
 * @param serverBytes the memory of the process of the server's worker that has most
 */
record Holdings(long databases, long connections, long locks, List<String> threads, long serverBytes, long heapBytes) {
    static Holdings now() throws SQLException {
        try (Connection connection =
                        PostgresServer.shared().givenDatabase().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            return new Holdings(
                    number(statement, "select count(*) from pg_database"),
                    number(statement, "select count(*) from pg_stat_activity where backend_type = 'client backend'"),
                    number(statement, "select count(*) from pg_locks"),
                    lasting(),
                    largestProcess(statement),
                    reachable());
        }
    }

    /** The most of each kind, at whatever time. */
    static Holdings most(List<Holdings> times) {
        return new Holdings(
                most(times, Holdings::databases),
                most(times, Holdings::connections),
                most(times, Holdings::locks),
                times.stream()
                        .map(Holdings::threads)
                        .max(Comparator.comparingInt(List::size))
                        .orElseThrow(),
                most(times, Holdings::serverBytes),
                most(times, Holdings::heapBytes));
    }

    private static long most(List<Holdings> times, ToLongFunction<Holdings> kind) {
        return times.stream().mapToLong(kind).max().orElseThrow();
    }

    /** Names those that are there to stay: not JUnit's, and not those by which a pool opens and closes connections. */
    private static List<String> lasting() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.matches("ForkJoinPool.*|.*:connection-(adder|closer)|process reaper.*"))
                .sorted()
                .toList();
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet results = statement.executeQuery(query)) {
            results.next();
            return results.getLong(1);
        }
    }

    /** The resident memory of the largest process, without what all share; no other session's memory contexts can be read. */
    private static long largestProcess(Statement statement) throws SQLException {
        return number(statement, """
                select max((regexp_match(pg_read_file('/proc/' || pid || '/status'), 'RssAnon:\\s+(\\d+)'))[1]::bigint) * 1024
                from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()""");
    }

    /** What is reachable, after a few collections. */
    private static long reachable() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
