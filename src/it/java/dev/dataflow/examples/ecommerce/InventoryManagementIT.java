package dev.dataflow.examples.ecommerce;

import static dev.dataflow.Change.increment;
import static dev.dataflow.Filter.attribute;
import static dev.dataflow.Filter.lte;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.ErrorCode;
import dev.dataflow.Model;
import dev.dataflow.Result;
import dev.dataflow.Row;
import dev.dataflow.junit.DataFlowTest;
import dev.dataflow.junit.Isolation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A shop's stock: it is sold, restocked and watched. */
@DataFlowTest(models = {Product.class, Inventory.class, StockMovement.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InventoryManagementIT {

    @Test
    @Order(1)
    @Tag("example")
    void inventory_management_workflow(DataFlow df) {
        df.createTables();
        Model<Product> products = df.model(Product.class);
        Model<Inventory> inventories = df.model(Inventory.class);
        Model<StockMovement> movements = df.model(StockMovement.class);

        // 1. Create products
        Result<Row> laptopCreated = products.create(Map.ofEntries(
                entry("sku", "LAPTOP-001"),
                entry("name", "Gaming Laptop"),
                entry("category", "Electronics"),
                entry("price", money("1299.99")),
                entry("cost", money("899.99")),
                entry("supplierId", 1),
                entry("weight", 2.5),
                entry("dimensions", Map.of("length", 35, "width", 25, "height", 2))));
        assertThat(laptopCreated.success()).isTrue();
        Result<Row> mouseCreated = products.create(Map.ofEntries(
                entry("sku", "MOUSE-001"),
                entry("name", "Wireless Mouse"),
                entry("category", "Electronics"),
                entry("price", money("49.99")),
                entry("cost", money("25.00")),
                entry("supplierId", 1),
                entry("weight", 0.1),
                entry("dimensions", Map.of("length", 12, "width", 6, "height", 4))));
        assertThat(mouseCreated.success()).isTrue();
        Object laptop = laptopCreated.data().id();
        Object mouse = mouseCreated.data().id();

        // 2. Initialize inventory
        int warehouse = 1;
        Result<Row> laptopsStored = inventories.create(Map.ofEntries(
                entry("product", laptop),
                entry("warehouseId", warehouse),
                entry("quantityOnHand", 50),
                entry("quantityReserved", 5),
                entry("quantityAvailable", 45),
                entry("reorderPoint", 10),
                entry("reorderQuantity", 25),
                entry("lastUpdated", "2024-01-01")));
        assertThat(laptopsStored.success()).isTrue();
        Result<Row> miceStored = inventories.create(Map.ofEntries(
                entry("product", mouse),
                entry("warehouseId", warehouse),
                entry("quantityOnHand", 200),
                entry("quantityReserved", 15),
                entry("quantityAvailable", 185),
                entry("reorderPoint", 50),
                entry("reorderQuantity", 100),
                entry("lastUpdated", "2024-01-01")));
        assertThat(miceStored.success()).isTrue();

        // 3. Simulate stock movements
        List<Map<String, Object>> stockMovements = List.of(
                Map.ofEntries(
                        entry("product", laptop),
                        entry("warehouseId", warehouse),
                        entry("movementType", "out"),
                        entry("quantity", -3), // a sale
                        entry("referenceNumber", "SALE-001"),
                        entry("reason", "Customer order"),
                        entry("movementDate", "2024-01-02"),
                        entry("userId", 1)),
                Map.ofEntries(
                        entry("product", mouse),
                        entry("warehouseId", warehouse),
                        entry("movementType", "out"),
                        entry("quantity", -25), // a bulk sale
                        entry("referenceNumber", "SALE-002"),
                        entry("reason", "Bulk customer order"),
                        entry("movementDate", "2024-01-02"),
                        entry("userId", 1)),
                Map.ofEntries(
                        entry("product", laptop),
                        entry("warehouseId", warehouse),
                        entry("movementType", "in"),
                        entry("quantity", 15), // a restock
                        entry("referenceNumber", "PO-001"),
                        entry("reason", "Purchase order receipt"),
                        entry("movementDate", "2024-01-03"),
                        entry("userId", 2)));
        for (Map<String, Object> stockMovement : stockMovements) {
            Result<Row> booked = movements.create(stockMovement);
            assertThat(booked.success()).isTrue();

            // Find the current inventory
            Row movement = booked.data();
            Row current = inventories
                    .findOne(Map.of("product", movement.get("product"), "warehouseId", warehouse))
                    .data();
            int newQuantity = current.getInteger("quantityOnHand") + movement.getInteger("quantity");
            int newAvailable = newQuantity - current.getInteger("quantityReserved");

            // Update the inventory; the version that was read makes sure that nobody else has done so meanwhile
            Result<Row> updated = inventories.update(
                    Map.of("id", current.id()),
                    Map.ofEntries(
                            entry("quantityOnHand", newQuantity),
                            entry("quantityAvailable", newAvailable),
                            entry("lastUpdated", movement.get("movementDate")),
                            entry("version", current.get("version"))));
            assertThat(updated.success()).isTrue();
        }

        // 4. Check final inventory levels
        List<Row> finalInventory =
                inventories.findMany(Map.of("warehouseId", warehouse)).data();
        assertThat(finalInventory).hasSize(2);
        // Laptop: 50 - 3 + 15 = 62
        Row laptops = rowOf(laptop, finalInventory);
        assertThat(laptops.getInteger("quantityOnHand")).isEqualTo(62);
        assertThat(laptops.getInteger("quantityAvailable")).isEqualTo(57); // 62 - 5 reserved
        // Mouse: 200 - 25 = 175
        Row mice = rowOf(mouse, finalInventory);
        assertThat(mice.getInteger("quantityOnHand")).isEqualTo(175);
        assertThat(mice.getInteger("quantityAvailable")).isEqualTo(160); // 175 - 15 reserved

        // 5. Low stock alert detection (here in the client; low_stock_is_one_query lets the database do it)
        List<Map<String, Object>> lowStock = new ArrayList<>();
        for (Row inventory : finalInventory) {
            if (inventory.getInteger("quantityAvailable") <= inventory.getInteger("reorderPoint")) {
                Row product = products.findById(inventory.get("product")).data();
                Object reorderNeeded = inventory.get("reorderQuantity");
                lowStock.add(Map.of("product", product, "inventory", inventory, "reorderNeeded", reorderNeeded));
            }
        }
        // Nothing is at its reorder point yet
        assertThat(lowStock).isEmpty();

        // 6. Simulate more sales to trigger a reorder
        Map<String, Object> largeSale = Map.ofEntries(
                entry("product", mouse),
                entry("warehouseId", warehouse),
                entry("movementType", "out"),
                entry("quantity", -120), // a large sale
                entry("referenceNumber", "SALE-003"),
                entry("reason", "Corporate bulk order"),
                entry("movementDate", "2024-01-04"),
                entry("userId", 1));
        movements.create(largeSale).orThrow();
        // Update the mouse's inventory: 175 - 120 = 55
        Row currentMice = inventories
                .findOne(Map.of("product", mouse, "warehouseId", warehouse))
                .data();
        Map<String, Object> afterLargeSale =
                Map.of("quantityOnHand", 55, "quantityAvailable", 40, "lastUpdated", "2024-01-04"); // 55 - 15 reserved
        inventories.update(Map.of("id", currentMice.id()), afterLargeSale).orThrow();

        // 7. Check for reorder alerts
        Row updatedMice = inventories
                .findOne(Map.of("product", mouse, "warehouseId", warehouse))
                .data();
        assertThat(updatedMice.getInteger("quantityAvailable")).isEqualTo(40);
        assertThat(updatedMice.getInteger("reorderPoint")).isEqualTo(50);
        assertThat(updatedMice.getInteger("quantityAvailable")).isLessThan(updatedMice.getInteger("reorderPoint"));
        // A reorder is due
        assertThat(updatedMice.getInteger("reorderQuantity")).isEqualTo(100);

        // 8. Verify the stock movement history
        List<Row> allMovements =
                movements.findMany(Map.of("warehouseId", warehouse)).data();
        assertThat(allMovements).hasSize(4);
        // All that went out of the mouse: -25 + -120 = -145
        int totalMiceOut = 0;
        for (Row movement : allMovements) {
            if (movement.get("product").equals(mouse)
                    && movement.get("movementType").equals("out")) {
                totalMiceOut += movement.getInteger("quantity");
            }
        }
        assertThat(totalMiceOut).isEqualTo(-145);
    }

    @Test
    void low_stock_is_one_query(DataFlow df) {
        Model<Inventory> inventories = df.model(Inventory.class);
        store(df, "PLENTY", 11, 10);
        Row justLow = store(df, "JUST-LOW", 10, 10);
        Row low = store(df, "LOW", 3, 10);

        List<Row> lowStock = inventories
                .findMany(lte("quantityAvailable", attribute("reorderPoint")))
                .data();

        assertThat(lowStock).containsExactly(justLow, low);
    }

    @Test
    void nobody_sells_what_is_not_there(DataFlow df) {
        Object mice = store(df, "MOUSE-001", 5, 1).id();

        Result<Row> sold = sell(df, mice, 6);

        assertThat(sold.error().code()).isEqualTo(ErrorCode.CHECK_VIOLATION);
        assertThat(sold.error().constraint()).isEqualTo("inventory_not_oversold");
        assertThat(sold.error().attributes()).containsExactly("quantityAvailable");
        assertThat(available(df, mice)).isEqualTo(5);
    }

    @Test
    void who_computed_from_an_old_quantity_is_told(DataFlow df) {
        Model<Inventory> inventories = df.model(Inventory.class);
        Row read = store(df, "MOUSE-001", 5, 1);
        sell(df, read.id(), 1).orThrow();

        Result<Row> written = inventories.update(
                Map.of("id", read.id()),
                Map.of("quantityOnHand", 4, "quantityAvailable", 4, "version", read.get("version")));

        assertThat(written.error().code()).isEqualTo(ErrorCode.STALE);
        assertThat(available(df, read.id())).isEqualTo(4);
    }

    @Test
    void a_product_has_one_inventory_in_each_warehouse(DataFlow df) {
        Row mice = store(df, "MOUSE-001", 5, 1);

        Result<Row> twin = df.model(Inventory.class).create(inventory(mice.get("product"), 7, 1));

        assertThat(twin.error().code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
        assertThat(twin.error().attributes()).containsExactly("product", "warehouseId");
    }

    @Test
    void a_movement_is_refused_with_the_attribute_to_blame(DataFlow df) {
        Object product = store(df, "MOUSE-001", 5, 1).get("product");

        assertRefused(df, movement(product, "product", 4711), ErrorCode.FOREIGN_KEY_VIOLATION, "product");
        assertRefused(df, movement(product, "quantity", 2.5), ErrorCode.INVALID_INPUT, "quantity");
        assertRefused(df, movement(product, "quantity", 0), ErrorCode.CHECK_VIOLATION, "quantity");
        assertRefused(
                df,
                movement(product, "quantity", 3),
                ErrorCode.CHECK_VIOLATION,
                "quantity"); // what goes out is negative
        assertRefused(df, movement(product, "movementType", "lost"), ErrorCode.CHECK_VIOLATION, "movementType");
        assertRefused(df, movement(product, "movementDate", "yesterday"), ErrorCode.INVALID_INPUT, "movementDate");
        assertRefused(df, movement(product, "warehouse", 1), ErrorCode.INVALID_INPUT, "warehouse");
        assertThat(df.model(StockMovement.class).count().data()).isZero();
    }

    private static void assertRefused(DataFlow df, Map<String, ?> movement, ErrorCode code, String attribute) {
        Result<Row> refused = df.model(StockMovement.class).create(movement);

        assertThat(refused.success()).isFalse();
        assertThat(refused.error().code()).isEqualTo(code);
        assertThat(refused.error().attributes()).contains(attribute);
    }

    /** With a database of its own for each test, and real connections, so that the threads truly meet. */
    @Nested
    @DataFlowTest(
            models = {Product.class, Inventory.class, StockMovement.class},
            isolation = Isolation.DATABASE)
    class AtTheSameTime {

        @Test
        void many_customers_take_stock_and_none_of_it_is_lost_or_sold_twice(DataFlow df) throws Exception {
            Object mice = store(df, "MOUSE-001", 50, 1).id();

            List<Result<Row>> sales = inParallel(60, () -> sell(df, mice, 1));

            List<Result<Row>> refused =
                    sales.stream().filter(sale -> !sale.success()).toList();
            assertThat(refused).hasSize(10);
            assertThat(refused).allMatch(sale -> sale.error().code() == ErrorCode.CHECK_VIOLATION);
            assertThat(available(df, mice)).isZero();
        }
    }

    private static <T> List<T> inParallel(int times, Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : threads.invokeAll(Collections.nCopies(times, task))) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }

    /** The database subtracts from what is there at that moment, so that nobody needs to read first. */
    private static Result<Row> sell(DataFlow df, Object inventory, int quantity) {
        return df.model(Inventory.class)
                .update(
                        Map.of("id", inventory),
                        Map.of("quantityOnHand", increment(-quantity), "quantityAvailable", increment(-quantity)));
    }

    private static int available(DataFlow df, Object inventory) {
        return df.model(Inventory.class).findById(inventory).data().getInteger("quantityAvailable");
    }

    private static Row store(DataFlow df, String sku, int quantity, int reorderPoint) {
        Row product = df.model(Product.class)
                .create(Map.ofEntries(
                        entry("sku", sku),
                        entry("name", "A"),
                        entry("category", "B"),
                        entry("price", 2),
                        entry("cost", 1),
                        entry("supplierId", 1),
                        entry("weight", 1)))
                .data();
        return df.model(Inventory.class)
                .create(inventory(product.id(), quantity, reorderPoint))
                .data();
    }

    private static Map<String, Object> inventory(Object product, int quantity, int reorderPoint) {
        return Map.ofEntries(
                entry("product", product),
                entry("warehouseId", 1),
                entry("quantityOnHand", quantity),
                entry("quantityReserved", 0),
                entry("quantityAvailable", quantity),
                entry("reorderPoint", reorderPoint),
                entry("reorderQuantity", 100),
                entry("lastUpdated", "2024-01-01"));
    }

    /** A good sale of this product, but for one attribute. */
    private static Map<String, Object> movement(Object product, String attribute, Object value) {
        Map<String, Object> movement = new HashMap<>(Map.ofEntries(
                entry("product", product),
                entry("warehouseId", 1),
                entry("movementType", "out"),
                entry("quantity", -1),
                entry("referenceNumber", "SALE-001"),
                entry("reason", "Customer order"),
                entry("movementDate", "2024-01-02"),
                entry("userId", 1)));
        movement.put(attribute, value);
        return movement;
    }

    private static Row rowOf(Object product, List<Row> rows) {
        return rows.stream()
                .filter(row -> row.get("product").equals(product))
                .findFirst()
                .orElseThrow();
    }

    private static BigDecimal money(String amount) {
        return new BigDecimal(amount);
    }
}
