package dev.dataflow.examples.ecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jpa.test.autoconfigure.TestEntityManager;

/** The steps of {@link InventoryManagementIT}'s example on Spring Data JPA. */
@DataJpaTest(showSql = false, properties = "spring.jpa.hibernate.ddl-auto=create")
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class InventoryManagementOnSpring {
    private static final Long WAREHOUSE = 1L;

    @Autowired
    private ProductRepository products;

    @Autowired
    private InventoryRepository inventories;

    @Autowired
    private StockMovementRepository movements;

    @Autowired
    private TestEntityManager em;

    @Test
    @Tag("figure")
    void inventory_management_workflow() {
        // 1. Create products
        Product laptop = product("LAPTOP-001", "Gaming Laptop", "1299.99", "899.99", "2.5");
        laptop.dimensions = Map.of("length", 35, "width", 25, "height", 2);
        assertThat(products.save(laptop).getId()).isNotNull();
        Product mouse = product("MOUSE-001", "Wireless Mouse", "49.99", "25.00", "0.1");
        mouse.dimensions = Map.of("length", 12, "width", 6, "height", 4);
        assertThat(products.save(mouse).getId()).isNotNull();

        // 2. Initialize inventory
        assertThat(inventories.save(inventory(laptop, 50, 5, 10, 25)).getId()).isNotNull();
        assertThat(inventories.save(inventory(mouse, 200, 15, 50, 100)).getId()).isNotNull();

        // 3. Simulate stock movements
        List<StockMovement> stockMovements = List.of(
                movement(laptop, "out", -3, "SALE-001", "Customer order", "2024-01-02", 1L),
                movement(mouse, "out", -25, "SALE-002", "Bulk customer order", "2024-01-02", 1L),
                movement(laptop, "in", 15, "PO-001", "Purchase order receipt", "2024-01-03", 2L));
        for (StockMovement stockMovement : stockMovements) {
            StockMovement booked = movements.save(stockMovement);
            assertThat(booked.getId()).isNotNull();
            Inventory current = inventories
                    .findByProductAndWarehouseId(booked.product, WAREHOUSE)
                    .orElseThrow();
            current.quantityOnHand += booked.quantity;
            current.quantityAvailable = current.quantityOnHand - current.quantityReserved;
            current.lastUpdated = booked.movementDate;
            inventories.saveAndFlush(current);
        }
        em.clear();

        // 4. Check final inventory levels
        List<Inventory> finalInventory = inventories.findByWarehouseId(WAREHOUSE);
        assertThat(finalInventory).hasSize(2);
        Inventory laptops = of(laptop, finalInventory);
        assertThat(laptops.quantityOnHand).isEqualTo(62);
        assertThat(laptops.quantityAvailable).isEqualTo(57);
        Inventory mice = of(mouse, finalInventory);
        assertThat(mice.quantityOnHand).isEqualTo(175);
        assertThat(mice.quantityAvailable).isEqualTo(160);

        // 5. Low stock alert detection
        List<Map<String, Object>> lowStock = new ArrayList<>();
        for (Inventory inventory : finalInventory) {
            if (inventory.quantityAvailable <= inventory.reorderPoint) {
                Product product = products.findById(inventory.product.getId()).orElseThrow();
                lowStock.add(
                        Map.of("product", product, "inventory", inventory, "reorderNeeded", inventory.reorderQuantity));
            }
        }
        assertThat(lowStock).isEmpty();

        // 6. Simulate more sales to trigger a reorder
        movements.save(movement(mouse, "out", -120, "SALE-003", "Corporate bulk order", "2024-01-04", 1L));
        Inventory currentMice =
                inventories.findByProductAndWarehouseId(mouse, WAREHOUSE).orElseThrow();
        currentMice.quantityOnHand = 55;
        currentMice.quantityAvailable = 40;
        currentMice.lastUpdated = LocalDate.parse("2024-01-04");
        inventories.saveAndFlush(currentMice);
        em.clear();

        // 7. Check for reorder alerts
        Inventory updatedMice =
                inventories.findByProductAndWarehouseId(mouse, WAREHOUSE).orElseThrow();
        assertThat(updatedMice.quantityAvailable).isEqualTo(40);
        assertThat(updatedMice.reorderPoint).isEqualTo(50);
        assertThat(updatedMice.quantityAvailable).isLessThan(updatedMice.reorderPoint);
        assertThat(updatedMice.reorderQuantity).isEqualTo(100);

        // 8. Verify the stock movement history
        List<StockMovement> allMovements = movements.findByWarehouseId(WAREHOUSE);
        assertThat(allMovements).hasSize(4);
        int totalMiceOut = 0;
        for (StockMovement movement : allMovements) {
            if (movement.product.getId().equals(mouse.getId()) && movement.movementType.equals("out")) {
                totalMiceOut += movement.quantity;
            }
        }
        assertThat(totalMiceOut).isEqualTo(-145);
    }

    private static Product product(String sku, String name, String price, String cost, String weight) {
        Product product = new Product();
        product.sku = sku;
        product.name = name;
        product.category = "Electronics";
        product.price = new BigDecimal(price);
        product.cost = new BigDecimal(cost);
        product.supplierId = 1L;
        product.weight = new BigDecimal(weight);
        return product;
    }

    private static Inventory inventory(
            Product product, int onHand, int reserved, int reorderPoint, int reorderQuantity) {
        Inventory inventory = new Inventory();
        inventory.product = product;
        inventory.warehouseId = WAREHOUSE;
        inventory.quantityOnHand = onHand;
        inventory.quantityReserved = reserved;
        inventory.quantityAvailable = onHand - reserved;
        inventory.reorderPoint = reorderPoint;
        inventory.reorderQuantity = reorderQuantity;
        inventory.lastUpdated = LocalDate.parse("2024-01-01");
        return inventory;
    }

    private static StockMovement movement(
            Product product, String type, int quantity, String reference, String reason, String date, Long userId) {
        StockMovement movement = new StockMovement();
        movement.product = product;
        movement.warehouseId = WAREHOUSE;
        movement.movementType = type;
        movement.quantity = quantity;
        movement.referenceNumber = reference;
        movement.reason = reason;
        movement.movementDate = LocalDate.parse(date);
        movement.userId = userId;
        return movement;
    }

    private static Inventory of(Product product, List<Inventory> inventories) {
        return inventories.stream()
                .filter(inventory -> inventory.product.getId().equals(product.getId()))
                .findFirst()
                .orElseThrow();
    }
}
