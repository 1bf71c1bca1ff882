package dev.dataflow;

import dev.dataflow.internal.boot.JsonBinder;
import io.hypersistence.utils.hibernate.type.json.JsonType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.AttributeBinderType;
import org.hibernate.annotations.Type;

/**
 * Stores an attribute as a JSON document in a {@code jsonb} column: a {@code Map}, a {@code List}, a record or a bean. It stands for
 * Hypersistence's {@code @Type(JsonType.class)} and {@code columnDefinition = "jsonb"}; a {@code @Column} beside it is respected.
 *
 * <pre>{@code
 * @Json Map<String, Object> profileData;
 * @Json Address address;                       // record Address(String street, String city) implements Serializable {}
 * }</pre>
 *
 * <p>A class of the application's own is to be {@link java.io.Serializable}: Hibernate copies what an entity holds, through Hypersistence,
 * when it loads one.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Type(JsonType.class)
@AttributeBinderType(binder = JsonBinder.class)
public @interface Json {}
