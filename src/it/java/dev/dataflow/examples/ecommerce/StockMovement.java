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
import java.time.LocalDate;

/** What came into a warehouse or left it: the journal that explains the inventory. */
@Entity
@Table(
        indexes = @Index(name = "stock_movement_product", columnList = "product_id"),
        check =
                @CheckConstraint(
                        name = "stock_movement_direction",
                        constraint = "case movement_type when 'in' then quantity > 0 when 'out' then quantity < 0"
                                + " else quantity <> 0 end"))
public class StockMovement extends Identified {

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    Product product;

    @Column(nullable = false)
    Long warehouseId;

    @Column(
            nullable = false,
            check = @CheckConstraint(constraint = "movement_type in ('in', 'out', 'adjustment', 'transfer')"))
    String movementType;

    /** What the stock changes by: negative for what leaves, so that the sum of all movements is the stock. */
    @Column(nullable = false)
    Integer quantity;

    @NotBlank
    @Column(nullable = false, length = 40)
    String referenceNumber;

    @NotBlank
    @Column(nullable = false, length = 200)
    String reason;

    @Column(nullable = false)
    LocalDate movementDate;

    /** Who booked it: a number, because staff are kept in another system. */
    @Column(nullable = false)
    Long userId;
}
