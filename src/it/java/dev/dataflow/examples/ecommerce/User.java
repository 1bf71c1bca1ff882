package dev.dataflow.examples.ecommerce;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.CreationTimestamp;
import org.jspecify.annotations.Nullable;

/** A customer. Those who leave are deactivated and not deleted, since their orders stay on the books. */
@Entity
@Table(name = "users") // "user" is a reserved word, which everybody would have to quote in psql
public class User extends Identified {

    /** The database keeps it unique: code that looks first and inserts then loses against another that does the same. */
    @Email
    @Column(nullable = false, unique = true, length = 254)
    String email;

    @NotBlank
    @Column(nullable = false, unique = true, length = 50)
    String username;

    @NotBlank
    @Column(nullable = false, length = 100)
    String firstName;

    @NotBlank
    @Column(nullable = false, length = 100)
    String lastName;

    @Column(nullable = false)
    String passwordHash;

    /** The initial value of a field is the default of its attribute. */
    boolean isActive = true;

    /** Set when the row is stored; nobody can give another. */
    @CreationTimestamp
    @Column(nullable = false, updatable = false)
    Instant createdAt;

    @Nullable
    Instant lastLogin;

    /** What differs from customer to customer and needs no column: a {@code jsonb} document. */
    @Json
    @Nullable
    Map<String, Object> profileData;
}
