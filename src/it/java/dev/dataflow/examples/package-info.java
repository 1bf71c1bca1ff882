/**
 * Four applications, each as a test on a real PostgreSQL: {@code mvn -Pexamples verify} runs them and prints their times.
 *
 * <p>Where to begin: {@code ecommerce.UserManagementIT}. Each example is one scenario, tagged {@code example} and told in numbered steps, and
 * after it the mistakes its users would make and what must hold besides. A failed operation is a value that the test looks at, and the
 * database is usable as before.
 *
 * <p>The entities are ordinary JPA, fit for production as they are. Their attributes have the names of the columns in camel case. Optional
 * ones are {@code @Nullable}; required ones are {@code nullable = false}, and boxed where they are numbers, so that a forgotten quantity is
 * reported and not stored as 0. Accessors are left out, since the scenarios work with maps: add those that your code calls.
 *
 * <p>Who checks what: the form of a value (an e-mail address, a positive amount) is checked by Bean Validation before a statement is sent;
 * what must hold whoever writes (keys, references, the words a status may have, stock that is never negative) is a constraint of the
 * database. Either way the caller gets a code and the attributes to blame.
 */
@NullMarked
package dev.dataflow.examples;

import org.jspecify.annotations.NullMarked;
