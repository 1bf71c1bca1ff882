package dev.dataflow.internal.session;

/**
 * Someone who holds state beside the database, such as a persistence context, and keeps it in step with the operations of the facade. Called
 * on the thread of the operation.
 */
public interface OperationListener {
    /** Called before an operation's first statement. */
    void beforeOperation();

    /** Called after an operation changed rows of the entity. */
    void afterWrite(Class<?> entityClass);
}
