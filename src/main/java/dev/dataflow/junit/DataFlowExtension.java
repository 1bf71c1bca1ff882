package dev.dataflow.junit;

import dev.dataflow.DataFlow;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

/** Follows JUnit through classes and tests; {@link ClassScope} does the work. */
final class DataFlowExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                BeforeClassTemplateInvocationCallback,
                AfterClassTemplateInvocationCallback,
                TestInstancePreConstructCallback,
                ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(DataFlowExtension.class);
    private static final Set<Class<?>> INJECTED =
            Set.of(DataFlow.class, EntityManager.class, EntityManagerFactory.class, DataSource.class, Connection.class);

    /** A test's instance is made as part of the test, so that what its constructor does is undone with it. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        begin(context).setUpBy(new BeforeAllMethods(context));
    }

    /** Begins a class, unless the constructor of its only instance has been called already. */
    private static ClassScope begin(ExtensionContext context) throws Exception {
        ClassScope around = scope(context);
        Class<?> testClass = context.getRequiredTestClass();
        ClassScope begun = context.getStore(NAMESPACE).get(context.getUniqueId(), ClassScope.class);
        if (begun != null) {
            return begun;
        }
        Optional<DataFlowTest> own = AnnotationSupport.findAnnotation(testClass, DataFlowTest.class);
        ClassScope scope = around == null || own.isPresent()
                ? begin(testClass, own, around)
                : around.nested(testClass.getSimpleName());
        // Once for the tests inside, and once to be told from the scopes around.
        context.getStore(NAMESPACE).put(ClassScope.class, scope);
        context.getStore(NAMESPACE).put(context.getUniqueId(), scope);
        return scope;
    }

    /** Begins a class that says itself what it needs; a nested one, too, may. */
    private static ClassScope begin(Class<?> testClass, Optional<DataFlowTest> own, @Nullable ClassScope around)
            throws Exception {
        DataFlowTest declared = own.orElseThrow(() ->
                new ExtensionConfigurationException(testClass.getName() + " is not annotated with @DataFlowTest"));
        Environment environment = Environment.of(ModelSet.of(testClass, declared), Schema.of(testClass, declared));
        Isolation isolation = TddMode.effective(declared.isolation());
        String name = testClass.getSimpleName();
        return around == null
                ? ClassScope.begin(environment, isolation, name)
                : around.interruptedBy(environment, isolation, name);
    }

    /** What is stored before an invocation of a parameterized class is there for the tests of that invocation. */
    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) throws Exception {
        context.getStore(NAMESPACE).put(ClassScope.class, require(context).nested(context.getDisplayName()));
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) throws Exception {
        end(context);
    }

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factoryContext, ExtensionContext context)
            throws Exception {
        if (context.getTestMethod().isPresent()) {
            beginTest(context);
        } else {
            begin(context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        beginTest(context);
    }

    /** JUnit calls {@link #afterEach} only when the test's instance could be made; what is in the store it closes in any case. */
    private static void beginTest(ExtensionContext context) throws Exception {
        ClassScope scope = require(context);
        context.getStore(NAMESPACE).put(EndOfTest.class, new EndOfTest(scope));
        scope.beginTest();
    }

    private record EndOfTest(ClassScope scope) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            scope.endTest(false);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        ClassScope scope = require(context);
        scope.endTest(context.getExecutionException().isEmpty());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        end(context);
    }

    private static void end(ExtensionContext context) throws Exception {
        ClassScope scope = context.getStore(NAMESPACE).remove(ClassScope.class, ClassScope.class);
        if (scope != null) {
            scope.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return INJECTED.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ClassScope scope = require(context);
        Class<?> type = parameter.getParameter().getType();
        try {
            if (type == DataFlow.class) {
                return scope.dataFlow();
            }
            if (type == EntityManagerFactory.class) {
                return scope.factory();
            }
            if (type == DataSource.class) {
                return scope.dataSource();
            }
            return type == EntityManager.class
                    ? scope.handles().entityManager()
                    : scope.handles().connection();
        } catch (SQLException | IllegalStateException e) {
            throw new ParameterResolutionException(
                    "No " + type.getSimpleName() + " can be given: " + e.getMessage(), e);
        }
    }

    private static @Nullable ClassScope scope(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(ClassScope.class, ClassScope.class);
    }

    private static ClassScope require(ExtensionContext context) {
        return Objects.requireNonNull(scope(context), "The class has not begun");
    }
}
