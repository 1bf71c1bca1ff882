package dev.dataflow.examples.ecommerce;

import dev.dataflow.Identified;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.LocalDate;

/** How much of a product lies in a warehouse. The database itself refuses to sell what is not there. */
@Entity
@Table(
        uniqueConstraints =
                @UniqueConstraint(
                        name = "inventory_one_per_place",
                        columnNames = {"product_id", "warehouse_id"}),
        check = {
            @CheckConstraint(name = "inventory_not_oversold", constraint = "quantity_available >= 0"),
            @CheckConstraint(
                    name = "inventory_adds_up",
                    constraint = "quantity_available = quantity_on_hand - quantity_reserved")
        })
public class Inventory extends Identified {

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    Product product;

    /** A number and no association, because warehouses are kept in another system. */
    @Column(nullable = false)
    Long warehouseId;

    @Column(nullable = false)
    Integer quantityOnHand;

    @PositiveOrZero
    @Column(nullable = false)
    Integer quantityReserved;

    /** No Bean Validation here: an increment is known only to the database, whose check looks at every write anyway. */
    @Column(nullable = false)
    Integer quantityAvailable;

    @PositiveOrZero
    @Column(nullable = false)
    Integer reorderPoint;

    @Positive
    @Column(nullable = false)
    Integer reorderQuantity;

    @Column(nullable = false)
    LocalDate lastUpdated;

    /** Counts the changes. Who gives the version they read when they write is told when someone else was faster. */
    @Version
    int version;
}
