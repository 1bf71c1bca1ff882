package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.ConversionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries everything that is wrong with one input, not the first thing only. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public InvalidInputException(List<Problem> problems) {
        this(problems, null);
    }

    /** @param cause what the server said, whose text may show values */
    public InvalidInputException(List<Problem> problems, @Nullable Throwable cause) {
        super("invalid input", cause, false, false);
        this.problems = List.copyOf(problems);
    }

    /** Answers the exception for one value that could not be converted. */
    public static InvalidInputException of(String attribute, ConversionException e) {
        return new InvalidInputException(List.of(Problem.of(attribute, e)));
    }

    public List<Problem> problems() {
        return problems;
    }

    /** Throws when there is any problem. */
    public static void throwIfAny(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }
    }
}
