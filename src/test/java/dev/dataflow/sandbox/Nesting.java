package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.List;

/** Knows when the connections of one thread do something that a sandbox cannot imitate. */
final class Nesting {

    private final boolean[] open;
    private final boolean[] failed;
    private final boolean[] foreignWork;
    private final boolean[] savepoints;
    private final boolean[] autosave;
    private final List<Integer> order = new ArrayList<>();

    Nesting(int connections) {
        open = new boolean[connections];
        failed = new boolean[connections];
        foreignWork = new boolean[connections];
        savepoints = new boolean[connections];
        autosave = new boolean[connections];
    }

    boolean accepts(Step step) {
        Operation operation = step.operation();
        int connection = operation.connection();
        boolean fails = step.isAborted();
        boolean isOpen = step.isOpen();
        boolean wasDeep = order.contains(connection) && order.indexOf(connection) != order.size() - 1;
        boolean undone = fails
                || operation.kind().undoes()
                || open[connection] && !isOpen && (failed[connection] || step.failed());
        if (undone && order.contains(connection) && (foreignWork[connection] || wasDeep)) {
            return false;
        }
        if (isOpen && wasDeep) {
            // An older transaction at work inside a younger one: the younger must not be undone any more.
            for (int younger : order.subList(order.indexOf(connection) + 1, order.size())) {
                foreignWork[younger] = true;
            }
        }
        savepoints[connection] |= operation.kind().name().endsWith("SAVEPOINT");
        // The driver leaves a savepoint behind after each failure.
        autosave[connection] |= operation.kind() == Operation.Kind.AUTOSAVE;
        if (isOpen && !open[connection]) {
            order.add(connection);
        }
        if (!isOpen && !undone && (open[connection] || operation.kind().writes())) {
            int index = order.indexOf(connection);
            for (int other : index < 0 ? order : order.subList(0, index)) {
                foreignWork[other] = true;
            }
        }
        if (!isOpen || fails && !savepoints[connection] && !autosave[connection]) {
            order.remove((Integer) connection);
            foreignWork[connection] = false;
        }
        savepoints[connection] &= isOpen;
        open[connection] = isOpen;
        failed[connection] = fails;
        return true;
    }

    boolean anyForeignWork() {
        for (boolean foreign : foreignWork) {
            if (foreign) {
                return true;
            }
        }
        return order.size() > 1;
    }

    boolean anyOpen() {
        return !order.isEmpty();
    }
}
