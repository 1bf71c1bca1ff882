package dev.dataflow.junit;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/** Lets the tests of one class take turns when JUnit runs methods in parallel: they share a transaction. Classes do not wait for each other. */
final class ClassTurns implements ResourceLocksProvider {
    @Override
    public Set<Lock> provideForNestedClass(List<Class<?>> enclosing, Class<?> testClass) {
        return turn(enclosing, testClass);
    }

    @Override
    public Set<Lock> provideForMethod(List<Class<?>> enclosing, Class<?> testClass, Method testMethod) {
        return turn(enclosing, testClass);
    }

    private static Set<Lock> turn(List<Class<?>> enclosing, Class<?> testClass) {
        Class<?> outermost = enclosing.isEmpty() ? testClass : enclosing.get(0);
        return Set.of(new Lock("dev.dataflow.test of " + outermost.getName()));
    }
}
