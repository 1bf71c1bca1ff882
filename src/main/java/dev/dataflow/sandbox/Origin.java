package dev.dataflow.sandbox;

import java.util.List;

/**
 * Where something began: a thread, and on demand the line of the application's code that was running.
 *
 * <p>Recording it costs a transaction a microsecond or two, so the line is looked for only when a message names it.
 */
final class Origin {

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
            "dev.dataflow.internal.");

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

    /** Names the thread and the first line of its stack that belongs to neither the sandbox nor a known library. */
    @Override
    public String toString() {
        String line = "an unknown line";
        for (StackTraceElement element : stack.getStackTrace()) {
            if (isApplication(element)) {
                line = element.toString();
                break;
            }
        }
        return "thread \"" + thread.getName() + "\" at " + line;
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

    /** Tests share our package but not our class path entry. */
    private static boolean isOurs(String name) {
        if (!name.startsWith(Origin.class.getPackageName() + ".")) {
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
