package dev.dataflow.examples.ecommerce;

import dev.dataflow.Identified;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

/** Where a customer's bills or parcels go. */
@Entity
@Table(
        indexes =
                @Index(
                        name = "address_user",
                        columnList = "user_id")) // PostgreSQL has no index on a foreign key by itself
public class Address extends Identified {

    /** The column is {@code user_id}, a foreign key; lazy, because who reads an address seldom wants its user, too. */
    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    User user;

    @Column(nullable = false, check = @CheckConstraint(constraint = "address_type in ('billing', 'shipping')"))
    String addressType;

    @NotBlank
    @Column(nullable = false, length = 200)
    String streetAddress;

    @NotBlank
    @Column(nullable = false, length = 100)
    String city;

    @Column(nullable = false, length = 50)
    String state;

    /** Text, for postal codes begin with zeros. */
    @Column(nullable = false, length = 12)
    String zipCode;

    @Pattern(regexp = "[A-Z]{2}", message = "must be a country code of two letters, such as US")
    @Column(nullable = false, length = 2)
    String country = "US";

    boolean isDefault;
}
