package dev.dataflow.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where something began: a thread, and on demand the line of the application's code that was running.
 *
 * <p>Recording it costs a transaction a microsecond or two, so the line is looked for only when a message names it.
 */
final class Origin {

    private static final int LINES = 3;

    private static final List<String> LIBRARIES = List.of(
            "java.",
            "javax.",
            "jakarta.",
            "jdk.",
            "sun.",
            "com.sun.",
            "org.postgresql.",
            "com.zaxxer.hikari.",
            "org.hibernate.",
            "io.hypersistence.",
            "org.springframework.",
            "org.junit.");

    private static final String ROOT = "dev.dataflow.";

    private final Thread thread;
    private final Throwable stack;

    private Origin(Thread thread, Throwable stack) {
        this.thread = thread;
        this.stack = stack;
    }

    static Origin here() {
        return new Origin(Thread.currentThread(), new Throwable());
    }

    /** What a thread is doing now; for a thread that holds others up. */
    static Origin of(Thread thread) {
        Throwable stack = new Throwable();
        stack.setStackTrace(thread.getStackTrace());
        return new Origin(thread, stack);
    }

    Thread thread() {
        return thread;
    }

    /** Names the thread and the first lines of its stack that belong to neither this library nor a known one. */
    @Override
    public String toString() {
        String lines = Arrays.stream(stack.getStackTrace())
                .filter(Origin::isApplication)
                .limit(LINES)
                .map(element -> element.getClassName() + "." + element.getMethodName() + "(" + element.getFileName()
                        + ":" + element.getLineNumber() + ")")
                .collect(Collectors.joining(", called by "));
        return "thread \"" + thread.getName() + "\" at " + (lines.isEmpty() ? "an unknown line" : lines);
    }

    private static boolean isApplication(StackTraceElement element) {
        String name = element.getClassName();
        for (String library : LIBRARIES) {
            if (name.startsWith(library)) {
                return false;
            }
        }
        return !isOurs(name);
    }

    /** Tests share our packages but not our class path entry. */
    private static boolean isOurs(String name) {
        if (!name.startsWith(ROOT)) {
            return false;
        }
        try {
            Class<?> type = Class.forName(name, false, Origin.class.getClassLoader());
            return type.getProtectionDomain() == Origin.class.getProtectionDomain();
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
