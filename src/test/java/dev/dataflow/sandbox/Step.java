package dev.dataflow.sandbox;

/**
 * What the application sees of one operation.
 *
 * @param state of its connection's transaction afterwards: I (none), T (open) or E (failed)
 * @param answer what it was answered; an exclamation mark and the SQL state when it failed
 */
record Step(Operation operation, char state, String answer) {

    boolean failed() {
        return answer.startsWith("!");
    }

    boolean failedWith(String sqlState) {
        return answer.startsWith("!" + sqlState);
    }

    /** Whether it failed for a constraint that can be deferred; the only foreign key can. */
    boolean violates() {
        return failedWith("23503") || failedWith("23") && operation.kind().checks();
    }

    /** Whether its connection is in a transaction afterwards, be it a failed one. */
    boolean isOpen() {
        return state != 'I';
    }

    boolean isAborted() {
        return state == 'E';
    }

    String seen() {
        return state + " " + answer;
    }
}
