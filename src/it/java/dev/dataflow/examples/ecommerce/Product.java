package dev.dataflow.examples.ecommerce;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the shop sells. */
@Entity
public class Product extends Identified {

    @NotBlank
    @Column(nullable = false, unique = true, length = 40)
    String sku;

    @NotBlank
    @Column(nullable = false, length = 200)
    String name;

    @NotBlank
    @Column(nullable = false, length = 100)
    String category;

    @PositiveOrZero
    @Column(nullable = false, precision = 12, scale = 2)
    BigDecimal price;

    @PositiveOrZero
    @Column(nullable = false, precision = 12, scale = 2)
    BigDecimal cost;

    /** A number and no association, because suppliers are kept in another system. */
    @Column(nullable = false)
    Long supplierId;

    /** In kilograms, to the gram. */
    @Positive
    @Column(nullable = false, precision = 8, scale = 3)
    BigDecimal weight;

    /** In centimetres. */
    @Json
    @Nullable
    Map<String, Object> dimensions;

    boolean isActive = true;
}
