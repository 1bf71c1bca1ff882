package dev.dataflow.junit;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** The {@code @BeforeAll} methods of a class, to be called once more as JUnit called them: superclasses first, with the same parameters. */
record BeforeAllMethods(ExtensionContext context) {
    void run() {
        Class<?> testClass = context.getRequiredTestClass();
        for (Method method :
                AnnotationSupport.findAnnotatedMethods(testClass, BeforeAll.class, HierarchyTraversalMode.TOP_DOWN)) {
            if (Modifier.isStatic(method.getModifiers())) {
                context.getExecutableInvoker().invoke(method);
            } else {
                context.getExecutableInvoker().invoke(method, context.getRequiredTestInstance());
            }
        }
    }
}
