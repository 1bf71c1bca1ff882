package dev.dataflow.bench;

import java.util.Set;

/** What a contender's name says of it. */
final class Contender {
    /** Nobody's peers: what a library adds its comfort to. */
    private static final Set<String> BY_HAND =
            Set.of("JDBC", "JDBC to maps", "JDBC unnest", "COPY", "real", "select 1");

    private Contender() {}

    /** Tells whether it is hand-written JDBC, or COPY. */
    static boolean isByHand(String name) {
        return BY_HAND.contains(name);
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
