package dev.dataflow.junit;

import dev.dataflow.DataFlow;
import dev.dataflow.internal.session.Sessions;
import dev.dataflow.sandbox.Mark;
import dev.dataflow.sandbox.Sandbox;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A test class while it runs, a {@code @Nested} class in one, or one invocation of a class template: its worker, and the marks it goes back
 * to. A class has two marks, one from before its {@code @BeforeAll} methods and one from after them, which serves all its tests.
 */
final class ClassScope implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClassScope.class);

    private final Environment environment;
    private final @Nullable ClassScope around;
    private @Nullable ClassScope suspended;
    private final Isolation isolation;
    private final String name;
    private final Route route;
    private final LeasedFactory hibernate;
    private final RoutedFactory factory;
    private final DataFlow dataFlow;
    private final SetUp setUp;
    private @Nullable Mark beforeClass;
    private @Nullable Mark beforeTest;
    private @Nullable Handles classHandles;
    private @Nullable Handles testHandles;
    private boolean ended;

    private ClassScope(Environment environment, Isolation isolation, String name) {
        this.environment = environment;
        this.around = null;
        this.isolation = isolation;
        this.name = name;
        this.setUp = new SetUp(name);
        this.route = new Route(name, isolation);
        this.hibernate = environment.takeFactory();
        this.hibernate.workFor(route);
        this.factory = new RoutedFactory(hibernate.factory(), route);
        this.dataFlow = DataFlow.on(factory);
        Sessions.of(factory).listen(new InjectedEntityManagers());
    }

    private ClassScope(ClassScope around, String name) {
        this.environment = around.environment;
        this.around = around;
        this.isolation = around.isolation;
        this.name = name;
        this.setUp = new SetUp(name);
        this.route = around.route;
        this.hibernate = around.hibernate;
        this.factory = around.factory;
        this.dataFlow = around.dataFlow;
    }

    /** Begins a class that no other is around. */
    static ClassScope begin(Environment environment, Isolation isolation, String name) throws Exception {
        ClassScope scope = open(environment, isolation, name);
        try {
            if (isolation == Isolation.SAVEPOINT) {
                environment.prime(scope.hibernate, scope.dataFlow);
            }
            return scope;
        } catch (RuntimeException | Error e) {
            scope.closeAfter(e);
            throw e;
        }
    }

    private static ClassScope open(Environment environment, Isolation isolation, String name) throws Exception {
        ClassScope scope = new ClassScope(environment, isolation, name);
        try {
            switch (isolation) {
                case SAVEPOINT -> scope.route.lead(environment.takeWorker());
                case NONE -> {
                    scope.route.lead(environment.lastingWorker());
                    scope.dataFlow.createTables();
                }
                case DATABASE -> environment.expectCommittingTests();
            }
            scope.markClass();
            return scope;
        } catch (Exception | Error e) {
            scope.closeAfter(e);
            throw e;
        }
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (Exception second) {
            failure.addSuppressed(second);
        }
    }

    /** Runs a class with an empty test in it, so that the first real one finds everything loaded. */
    static void rehearse(Environment environment) {
        try (ClassScope scope = open(environment, Isolation.SAVEPOINT, "rehearsal")) {
            scope.beginTest();
            scope.handles().entityManager().flush();
            scope.dataFlow().createTables();
            scope.endTest(true);
        } catch (Exception e) {
            // The first test will meet the same and tell it better.
            LOG.debug("The rehearsal was not completed", e);
        }
    }

    /** Lets this class rest while a nested one runs that asks for models or an isolation of its own. */
    ClassScope interruptedBy(Environment other, Isolation otherIsolation, String nestedName) throws Exception {
        try {
            ClassScope scope = begin(other, otherIsolation, nestedName);
            scope.suspended = this;
            return scope;
        } catch (Exception | Error e) {
            showHandles();
            throw e;
        }
    }

    /** Begins a nested class, or an invocation of a class template. */
    ClassScope nested(String nestedName) throws Exception {
        replaceWorkerIfBroken();
        ClassScope scope = new ClassScope(this, nestedName);
        scope.markClass();
        return scope;
    }

    private void markClass() throws SQLException {
        Sandbox sandbox = sandbox();
        beforeClass = sandbox == null ? null : sandbox.mark("class " + name);
        hibernate.forgetWhatIsCached();
        showHandles();
    }

    /** Says what stores the class's rows once more when an escape has cost it its worker. */
    void setUpBy(BeforeAllMethods methods) {
        setUp.comesFrom(methods, beforeClass);
    }

    /** Prepares for a test; does nothing when that has been done, by the constructor of the test's instance. */
    void beginTest() throws Exception {
        if (testHandles != null) {
            return;
        }
        if (isolation == Isolation.DATABASE) {
            route.lead(environment.takeCommittingWorker());
        } else {
            replaceWorkerIfBroken();
        }
        Sandbox sandbox = sandbox();
        if (sandbox != null && beforeTest == null) {
            flushClassHandles();
            setUp.endsWith(beforeClass);
            beforeTest = sandbox.mark("test of " + name);
        }
        hibernate.forgetWhatIsCached();
        testHandles = new Handles(factory, route.dataSource());
        showHandles();
    }

    /**
     * Ends a test: what its entity manager has not flushed is flushed, constraints are checked as a commit would, and everything is undone.
     * Does nothing when no test has begun.
     *
     * @param passed whether the test has succeeded so far; what this finds makes it fail, and after a failure is no news
     */
    void endTest(boolean passed) throws Exception {
        Handles handles = testHandles;
        if (handles == null) {
            return;
        }
        List<Exception> problems = new ArrayList<>();
        Sandbox sandbox = sandbox();
        Mark mark = beforeTest;
        if (sandbox != null && mark != null && sandbox.isIntact()) {
            attempt(mark::awaitWork, problems);
            if (!problems.isEmpty()) {
                // What flushing and closing would wait for much longer is cancelled by going back.
                attempt(mark::rollback, problems);
            }
        }
        if (passed && problems.isEmpty()) {
            attempt(handles::flush, problems);
            if (sandbox != null) {
                attempt(sandbox::checkConstraints, problems);
            }
        }
        attempt(handles::close, problems);
        testHandles = null;
        showHandles();
        if (mark != null) {
            attempt(mark::rollback, problems);
        }
        Worker current = route.workerOrNull();
        if (isolation == Isolation.DATABASE && current != null) {
            route.end();
            environment.giveBackCommitting(current);
        }
        hibernate.forgetWhatIsCached();
        throwFirst(problems);
    }

    /** Ends the class and undoes it. Does nothing when that has been done. */
    @Override
    public void close() throws Exception {
        if (ended) {
            return;
        }
        ended = true;
        List<Exception> problems = new ArrayList<>();
        Handles handles = classHandles;
        classHandles = null;
        if (handles != null) {
            attempt(handles::flush, problems);
            attempt(handles::close, problems);
        }
        Mark mark = beforeClass;
        Sandbox sandbox = sandbox();
        if (mark != null && sandbox != null && sandbox.isIntact()) {
            attempt(mark::close, problems);
        }
        if (around != null) {
            around.showHandles();
        } else {
            InjectedEntityManagers.forget();
            dataFlow.close();
            Sessions.forget(factory);
            Worker current = route.workerOrNull();
            route.end();
            environment.giveBack(hibernate);
            if (current != null) {
                attempt(() -> environment.giveBack(current), problems);
            }
            if (suspended != null) {
                suspended.showHandles();
            }
        }
        throwFirst(problems);
    }

    /**
     * Takes another worker when an earlier test has broken this one, and stores there what {@code @BeforeAll} methods stored.
     *
     * @throws IllegalStateException when that cannot be brought back; again for each further test of the class
     */
    private void replaceWorkerIfBroken() throws Exception {
        Worker worker = route.workerOrNull();
        Sandbox sandbox = sandbox();
        if (worker != null && sandbox != null && !sandbox.isIntact()) {
            environment.giveBack(worker);
            route.lead(environment.takeWorker());
            for (ClassScope scope : fromOutermost()) {
                scope.setUpAgain();
            }
        }
        fromOutermost().forEach(scope -> scope.setUp.requireThere());
    }

    private void setUpAgain() throws SQLException {
        classHandles = null;
        beforeTest = null;
        markClass();
        setUp.again();
    }

    private List<ClassScope> fromOutermost() {
        List<ClassScope> scopes = new ArrayList<>();
        for (ClassScope scope = this; scope != null; scope = scope.around) {
            scopes.add(0, scope);
        }
        return scopes;
    }

    // What a test class is given.

    DataFlow dataFlow() {
        return dataFlow;
    }

    EntityManagerFactory factory() {
        return factory;
    }

    DataSource dataSource() {
        return route.dataSource();
    }

    /** Answers the handles of the running test, or of the class when none runs. */
    Handles handles() {
        if (testHandles != null) {
            return testHandles;
        }
        requireDatabase();
        if (classHandles == null) {
            classHandles = new Handles(factory, route.dataSource());
            showHandles();
        }
        return classHandles;
    }

    private void requireDatabase() {
        if (!route.isOpen()) {
            throw new IllegalStateException(
                    "With isolation = DATABASE each test has a database of its own: there is none before a test begins,"
                            + " so @BeforeAll methods cannot ask for one");
        }
    }

    private @Nullable Sandbox sandbox() {
        Worker worker = route.workerOrNull();
        return worker == null ? null : worker.sandbox();
    }

    private void flushClassHandles() {
        for (ClassScope scope = this; scope != null; scope = scope.around) {
            if (scope.classHandles != null) {
                scope.classHandles.flush();
            }
        }
    }

    private void showHandles() {
        List<Handles> visible = new ArrayList<>();
        for (ClassScope scope = this; scope != null; scope = scope.around) {
            if (scope.classHandles != null) {
                visible.add(0, scope.classHandles);
            }
        }
        if (testHandles != null) {
            visible.add(testHandles);
        }
        InjectedEntityManagers.belongToThisThread(List.copyOf(visible));
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void attempt(Step step, List<Exception> problems) {
        try {
            step.run();
        } catch (Exception e) {
            problems.add(e);
        }
    }

    private static void throwFirst(List<Exception> problems) throws Exception {
        if (!problems.isEmpty()) {
            Exception first = problems.get(0);
            problems.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
            throw first;
        }
    }
}
