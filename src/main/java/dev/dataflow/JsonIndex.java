package dev.dataflow;

import dev.dataflow.internal.boot.JsonIndexBinder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.AttributeBinderType;

/**
 * Declares an index on a JSON attribute. {@link DataFlow#createTables()} creates it when it is missing, and so does Hibernate where it creates
 * tables.
 *
 * <pre>{@code
 * @Json
 * @JsonIndex                                   // any key: equality with scalars and documents, in, exists, hasKey
 * @JsonIndex(path = "age")                     // one key: equality, in, ranges, null, orders
 * Map<String, Object> profileData;
 * }</pre>
 *
 * <p>Without a path it is a GIN index on the document, which grows with all that the document contains. With one it is a B-tree on what the path
 * leads to, by the expression that filters and orders on this path then use. {@link Model#explain(Query)} tells whether a query uses it.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(JsonIndex.List.class)
@AttributeBinderType(binder = JsonIndexBinder.class)
public @interface JsonIndex {
    /** The keys that lead to the indexed place, as in a filter but without the attribute's name; empty for the whole document. */
    String path() default "";

    /** The name of the index; by default made of the table, the column and the path, as {@code users_profile_data_age_idx}. */
    String name() default "";

    /** Several indexes of one attribute. */
    @Documented
    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @AttributeBinderType(binder = JsonIndexBinder.class)
    @interface List {
        /** The indexes. */
        JsonIndex[] value();
    }
}
