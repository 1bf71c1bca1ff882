package dev.dataflow.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the threads of a random program do. Without any of its operations it is a program, too. */
record Program(List<Operation> operations) {

    /** One thread at work on several connections, without any order in what it does. */
    static Program ofOneThread(Random random, int mostConnections) {
        int connections = 1 + random.nextInt(mostConnections);
        int length = 3 + random.nextInt(30);
        int connection = 0;
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            if (random.nextInt(4) == 0) {
                connection = random.nextInt(connections);
            }
            operations.add(new Operation(
                    0, 0, connection, Operation.Kind.random(random), random.nextInt(6), random.nextInt(6) - 1));
        }
        return new Program(List.copyOf(operations));
    }

    boolean isEmpty() {
        return operations.isEmpty();
    }

    Set<Integer> threads() {
        return operations.stream().map(Operation::thread).collect(Collectors.toSet());
    }

    Set<Integer> rounds() {
        return operations.stream().map(Operation::round).collect(Collectors.toSet());
    }

    Set<Integer> connections() {
        return operations.stream().map(Operation::connection).collect(Collectors.toSet());
    }

    Set<Integer> connections(int thread) {
        return operations.stream()
                .filter(operation -> operation.thread() == thread)
                .map(Operation::connection)
                .collect(Collectors.toSet());
    }

    Program without(Predicate<Operation> some) {
        return new Program(operations.stream().filter(some.negate()).toList());
    }

    Program without(int from, int to) {
        List<Operation> rest = new ArrayList<>(operations);
        rest.subList(from, to).clear();
        return new Program(List.copyOf(rest));
    }
}
