package dev.dataflow.junit;

import java.io.Serializable;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.id.IntegralDataTypeHolder;
import org.hibernate.id.enhanced.AccessCallback;
import org.hibernate.id.enhanced.InitialValueAwareOptimizer;
import org.hibernate.id.enhanced.Optimizer;
import org.hibernate.id.enhanced.PooledOptimizer;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's pooled optimizer, once per worker: ids taken in advance come from a sequence of one database, and begin anew with each test as
 * the sequence does. Made by Hibernate, which wants a public class; not for programs.
 */
public final class PerWorkerOptimizer implements Optimizer, InitialValueAwareOptimizer {
    private static final ThreadLocal<@Nullable Router> OF_WHAT_IS_BUILT = new ThreadLocal<>();

    private final @Nullable Router router = OF_WHAT_IS_BUILT.get();
    private final Class<?> returnClass;
    private final int incrementSize;
    private final PooledOptimizer pattern;
    private long initialValue = -1;

    /** Called by Hibernate. */
    public PerWorkerOptimizer(Class<?> returnClass, int incrementSize) {
        this.returnClass = returnClass;
        this.incrementSize = incrementSize;
        this.pattern = new PooledOptimizer(returnClass, incrementSize);
    }

    /** Says to whose workers the optimizers belong that this thread makes next; null ends that. */
    static void belongTo(@Nullable Router router) {
        if (router == null) {
            OF_WHAT_IS_BUILT.remove();
        } else {
            OF_WHAT_IS_BUILT.set(router);
        }
    }

    @Override
    public Serializable generate(AccessCallback callback) {
        return ofThisThread().generate(callback);
    }

    /** Nobody knows whose ids a thread without a class takes: those it has taken in advance are not kept. */
    private Optimizer ofThisThread() {
        Route route = router == null ? null : router.route();
        Worker worker = route == null ? null : route.workerOrNull();
        return worker == null ? copy() : worker.optimizer(this, this::copy);
    }

    private Optimizer copy() {
        PooledOptimizer copy = new PooledOptimizer(returnClass, incrementSize);
        copy.injectInitialValue(initialValue);
        return copy;
    }

    @Override
    public void injectInitialValue(long value) {
        initialValue = value;
    }

    @Override
    public void reset() {
        Route route = router == null ? null : router.route();
        Worker worker = route == null ? null : route.workerOrNull();
        if (worker != null) {
            worker.forgetIds();
        }
    }

    @Override
    public IntegralDataTypeHolder getLastSourceValue() {
        return ofThisThread().getLastSourceValue();
    }

    @Override
    public int getIncrementSize() {
        return incrementSize;
    }

    @Override
    public boolean applyIncrementSizeToSourceValues() {
        return pattern.applyIncrementSizeToSourceValues();
    }

    @Override
    public Expression createLowValueExpression(Expression databaseValue, SessionFactoryImplementor factory) {
        return pattern.createLowValueExpression(databaseValue, factory);
    }
}
