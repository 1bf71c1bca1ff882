package dev.dataflow.examples.ecommerce;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a customer bought. It refers to its user, so that a user with orders cannot be deleted. */
@Entity
@Table(
        name = "orders", // "order" is a reserved word
        indexes = @Index(name = "orders_user", columnList = "user_id"),
        check =
                @CheckConstraint(
                        name = "orders_dates_in_order",
                        constraint = "shipping_date >= order_date and delivery_date >= shipping_date"))
public class Order extends Identified {

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    User user;

    @Column(nullable = false, unique = true, length = 20)
    String orderNumber;

    /** A text with a check reads the same in Java, in JSON and in psql; an enum pays where code switches over the states. */
    @Column(
            nullable = false,
            check =
                    @CheckConstraint(
                            constraint = "status in ('pending', 'confirmed', 'shipped', 'delivered', 'cancelled')"))
    String status;

    /** Money is {@code numeric}: in binary floating point 299.99 + 89.99 is not 389.98. */
    @PositiveOrZero
    @Column(nullable = false, precision = 12, scale = 2)
    BigDecimal totalAmount;

    @PositiveOrZero
    @Column(nullable = false, precision = 12, scale = 2)
    BigDecimal taxAmount;

    @PositiveOrZero
    @Column(nullable = false, precision = 12, scale = 2)
    BigDecimal shippingAmount;

    @Column(nullable = false)
    LocalDate orderDate;

    @Nullable
    LocalDate shippingDate;

    @Nullable
    LocalDate deliveryDate;

    /** The items as they were sold: a later price or name of the product must not change an old order. */
    @Json
    @Nullable
    Map<String, Object> orderItems;
}
