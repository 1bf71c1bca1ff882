package dev.dataflow.bench;

import java.util.Set;
import java.util.regex.Pattern;

/** What a contender's name says of it. */
final class Contender {
    /** What a library adds its comfort to. */
    private static final Set<String> BY_HAND =
            Set.of("JDBC", "JDBC to maps", "JDBC unnest", "JDBC unnest, rows", "COPY", "real", "select 1");

    /** What DataFlow does in a transaction alone. */
    private static final String WITHOUT_SAVEPOINTS = "no savepoints";

    private static final Pattern IN_A_TRANSACTION =
            Pattern.compile("(Create|Update|Delete)\\.in_a_transaction(_with_.*)?");

    private Contender() {}

    /** Tells whether it is hand-written JDBC, or COPY. */
    static boolean isByHand(String name) {
        return BY_HAND.contains(name);
    }

    /** Tells whether it does the same as DataFlow for its users: neither is it written by hand, nor a test without a database. */
    static boolean isLibrary(String name) {
        return !isByHand(name) && !name.equals("plain JUnit");
    }

    /** Tells whether it has a part in a row of its benchmark's. */
    static boolean takesPart(String name, String row) {
        return !name.endsWith(WITHOUT_SAVEPOINTS)
                || IN_A_TRANSACTION.matcher(row).matches();
    }

    /** Tells whether it is DataFlow, in whatever form. */
    static boolean isOurs(String name) {
        return name.startsWith("DataFlow") || name.equals("sandbox");
    }

    /** Tells whether it is DataFlow in the form that its users meet first. */
    static boolean isOurFirst(String name) {
        return name.equals("DataFlow") || name.equals("sandbox");
    }
}
