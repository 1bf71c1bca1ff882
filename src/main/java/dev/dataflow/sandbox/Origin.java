package dev.dataflow.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * Where something began: a thread, and the line of the application's code that was running.
 *
 * @param thread the thread, never held longer than what it began
 * @param line the first line of the stack that belongs to neither the sandbox nor a well-known library
 */
record Origin(Thread thread, String line) {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final String UNKNOWN = "an unknown line";

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

    static Origin here() {
        Optional<String> line = WALKER.walk(frames -> frames.filter(
                        frame -> isApplication(frame.getClassName()) && !isOurs(frame.getDeclaringClass()))
                .findFirst()
                .map(frame -> frame.toStackTraceElement().toString()));
        return new Origin(Thread.currentThread(), line.orElse(UNKNOWN));
    }

    /** What a thread is doing now; for a thread that holds others up. */
    static Origin of(Thread thread) {
        for (StackTraceElement element : thread.getStackTrace()) {
            if (isApplication(element.getClassName())
                    && !element.getClassName().startsWith(Origin.class.getPackageName() + ".Session")) {
                return new Origin(thread, element.toString());
            }
        }
        return new Origin(thread, UNKNOWN);
    }

    private static boolean isApplication(String className) {
        for (String library : LIBRARIES) {
            if (className.startsWith(library)) {
                return false;
            }
        }
        return true;
    }

    /** Tests share our package but not our class path entry. */
    private static boolean isOurs(Class<?> type) {
        return type.getPackage() == Origin.class.getPackage()
                && type.getProtectionDomain() == Origin.class.getProtectionDomain();
    }

    @Override
    public String toString() {
        return "thread \"" + thread.getName() + "\" at " + line;
    }
}
