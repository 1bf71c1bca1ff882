package dev.dataflow.junit;

import dev.dataflow.DataFlow;
import dev.dataflow.sandbox.Mark;
import dev.dataflow.sandbox.Sandbox;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A test class while it runs, or a {@code @Nested} class in one: its worker, and the marks it goes back to. A class has two marks, one from
 * before its {@code @BeforeAll} methods and one from after them, which serves all its tests.
 */
final class ClassScope {
    private static final Logger LOG = LoggerFactory.getLogger(ClassScope.class);

    private final Environment environment;
    private final @Nullable ClassScope around;
    private @Nullable ClassScope suspended;
    private final Isolation isolation;
    private final String name;
    private final DataFlow dataFlow;
    private @Nullable Worker worker;
    private @Nullable Mark beforeClass;
    private @Nullable Mark beforeTest;
    private @Nullable Handles classHandles;
    private @Nullable Handles testHandles;

    private ClassScope(Environment environment, @Nullable ClassScope around, Isolation isolation, String name) {
        this.environment = environment;
        this.around = around;
        this.isolation = isolation;
        this.name = name;
        this.dataFlow = around == null ? DataFlow.on(environment.factory()) : around.dataFlow;
    }

    /** Begins a class that no other is around. */
    static ClassScope begin(Environment environment, Isolation isolation, String name) throws SQLException {
        ClassScope scope = open(environment, isolation, name);
        if (isolation == Isolation.SAVEPOINT) {
            environment.prime(scope.dataFlow);
        }
        return scope;
    }

    private static ClassScope open(Environment environment, Isolation isolation, String name) throws SQLException {
        ClassScope scope = new ClassScope(environment, null, isolation, name);
        switch (isolation) {
            case SAVEPOINT -> scope.use(environment.takeWorker());
            case NONE -> {
                scope.use(environment.lastingWorker());
                scope.dataFlow.createTables();
            }
            case DATABASE -> {}
        }
        scope.markClass();
        return scope;
    }

    /** Runs a class with an empty test in it, so that the first real one finds everything loaded. */
    static void rehearse(Environment environment) {
        try {
            ClassScope scope = open(environment, Isolation.SAVEPOINT, "rehearsal");
            try {
                scope.beginTest();
                scope.handles().entityManager().flush();
                scope.dataFlow().createTables();
                scope.endTest(true);
            } finally {
                scope.end();
            }
        } catch (Exception e) {
            // The first test will meet the same and tell it better.
            LOG.debug("The rehearsal was not completed", e);
        }
    }

    /** Lets this class rest while a nested one runs that asks for models or an isolation of its own. */
    ClassScope interruptedBy(Environment other, Isolation otherIsolation, String nestedName) throws SQLException {
        if (worker != null) {
            environment.router().leave(worker.pool());
        }
        try {
            ClassScope scope = begin(other, otherIsolation, nestedName);
            scope.suspended = this;
            return scope;
        } catch (SQLException | RuntimeException e) {
            resume();
            throw e;
        }
    }

    private void resume() {
        if (worker != null) {
            environment.router().enter(worker.pool());
        }
        showHandles();
    }

    /** Begins a nested class. */
    ClassScope nested(String nestedName) throws SQLException {
        ClassScope scope = new ClassScope(environment, this, isolation, nestedName);
        scope.worker = worker;
        scope.markClass();
        return scope;
    }

    private void use(Worker taken) {
        worker = taken;
        environment.router().enter(taken.pool());
    }

    private void markClass() throws SQLException {
        Sandbox sandbox = worker == null ? null : worker.sandbox();
        beforeClass = sandbox == null ? null : sandbox.mark("class " + name);
        showHandles();
    }

    /** Prepares for a test; does nothing when that has been done, by the constructor of the test's instance. */
    void beginTest() throws SQLException {
        if (testHandles != null) {
            return;
        }
        if (isolation == Isolation.DATABASE) {
            use(environment.newCommittingWorker());
        }
        Worker current = worker();
        environment.router().bind(current.pool());
        Sandbox sandbox = current.sandbox();
        if (sandbox != null) {
            if (!sandbox.isIntact()) {
                throw new SQLException(
                        "The sandbox of " + name + " is no longer usable since an earlier test of the class");
            }
            if (beforeTest == null) {
                flushClassHandles();
                beforeTest = sandbox.mark("test of " + name);
            }
        }
        testHandles = new Handles(environment.factory(), current.dataSource());
        showHandles();
    }

    /**
     * Ends a test: what its entity manager has not flushed is flushed, constraints are checked as a commit would, and everything is undone.
     *
     * @param passed whether the test has succeeded so far; what this finds makes it fail, and after a failure is no news
     */
    void endTest(boolean passed) throws Exception {
        Handles handles = testHandles;
        Worker current = worker;
        if (handles == null || current == null) {
            return;
        }
        List<Exception> problems = new ArrayList<>();
        if (passed) {
            attempt(handles::flush, problems);
            Sandbox sandbox = current.sandbox();
            if (sandbox != null) {
                attempt(sandbox::checkConstraints, problems);
            }
        }
        attempt(handles::close, problems);
        testHandles = null;
        showHandles();
        Mark mark = beforeTest;
        if (mark != null) {
            attempt(mark::rollback, problems);
        }
        if (isolation == Isolation.DATABASE) {
            environment.router().leave(current.pool());
            worker = null;
            attempt(current::close, problems);
        }
        environment.factory().getCache().evictAllRegions();
        throwFirst(problems);
    }

    /** Ends the class and undoes it. */
    void end() throws Exception {
        List<Exception> problems = new ArrayList<>();
        Handles handles = classHandles;
        if (handles != null) {
            attempt(handles::flush, problems);
            attempt(handles::close, problems);
        }
        Mark mark = beforeClass;
        if (mark != null) {
            attempt(mark::close, problems);
        }
        classHandles = null;
        Worker current = worker;
        if (around == null) {
            InjectedEntityManagers.forget();
            dataFlow.close();
            if (current != null) {
                environment.router().leave(current.pool());
                attempt(() -> environment.giveBack(current), problems);
            }
            if (suspended != null) {
                suspended.resume();
            }
        } else {
            around.showHandles();
        }
        throwFirst(problems);
    }

    DataFlow dataFlow() {
        return dataFlow;
    }

    Environment environment() {
        return environment;
    }

    /** Answers the handles of the running test, or of the class when none runs. */
    Handles handles() {
        if (testHandles != null) {
            return testHandles;
        }
        if (classHandles == null) {
            classHandles = new Handles(environment.factory(), worker().dataSource());
            showHandles();
        }
        return classHandles;
    }

    Worker worker() {
        if (worker == null) {
            throw new IllegalStateException(
                    "With isolation = DATABASE each test has a database of its own: there is none before a test begins,"
                            + " so @BeforeAll methods cannot ask for one");
        }
        return worker;
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
            problems.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
