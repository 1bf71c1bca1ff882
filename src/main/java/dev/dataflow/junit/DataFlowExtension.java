package dev.dataflow.junit;

import dev.dataflow.DataFlow;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
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
    public void beforeAll(ExtensionContext context) throws SQLException {
        Class<?> testClass = context.getRequiredTestClass();
        ClassScope around = scope(context);
        DataFlowTest own = testClass.getDeclaredAnnotation(DataFlowTest.class);
        ClassScope scope =
                around == null || own != null ? begin(testClass, around) : around.nested(testClass.getSimpleName());
        context.getStore(NAMESPACE).put(ClassScope.class, scope);
    }

    /** Begins a class that says itself what it needs; a nested one, too, may. */
    private static ClassScope begin(Class<?> testClass, @Nullable ClassScope around) throws SQLException {
        DataFlowTest declared = AnnotationSupport.findAnnotation(testClass, DataFlowTest.class)
                .orElseThrow(() -> new ExtensionConfigurationException(
                        testClass.getName() + " is not annotated with @DataFlowTest"));
        Environment environment = Environment.of(ModelSet.of(testClass, declared), Schema.of(testClass, declared));
        Isolation isolation = TddMode.effective(declared.isolation());
        String name = testClass.getSimpleName();
        return around == null
                ? ClassScope.begin(environment, isolation, name)
                : around.interruptedBy(environment, isolation, name);
    }

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factoryContext, ExtensionContext context)
            throws Exception {
        if (context.getTestMethod().isPresent()) {
            require(context).beginTest();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        require(context).beginTest();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        require(context).endTest(context.getExecutionException().isEmpty());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        ClassScope scope = context.getStore(NAMESPACE).remove(ClassScope.class, ClassScope.class);
        if (scope != null) {
            scope.end();
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
                return scope.environment().factory();
            }
            if (type == DataSource.class) {
                return scope.worker().dataSource();
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
