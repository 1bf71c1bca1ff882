package dev.dataflow.examples.ecommerce;

import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.eq;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.Change;
import dev.dataflow.DataFlow;
import dev.dataflow.ErrorCode;
import dev.dataflow.Model;
import dev.dataflow.Result;
import dev.dataflow.Row;
import dev.dataflow.junit.DataFlowTest;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Customers of a shop: they register, order, change their profile and leave. */
@DataFlowTest(models = {User.class, Address.class, Order.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UserManagementIT {

    @Test
    @org.junit.jupiter.api.Order(1) // written out, because an Order is something else in a shop
    @Tag("example")
    void complete_user_lifecycle(DataFlow df) {
        df.createTables();
        Model<User> users = df.model(User.class);
        Model<Address> addresses = df.model(Address.class);
        Model<Order> orders = df.model(Order.class);

        // 1. User registration
        Map<String, Object> profileData = Map.of(
                "preferences", Map.of("newsletter", true, "promotions", false),
                "demographics", Map.of("age_range", "25-34"));
        Result<Row> registered = users.create(Map.ofEntries(
                entry("email", "alice.customer@example.com"),
                entry("username", "alice_customer"),
                entry("firstName", "Alice"),
                entry("lastName", "Customer"),
                entry("passwordHash", "hashed_password_123"),
                entry("profileData", profileData)));
        assertThat(registered.success()).isTrue();
        Object alice = registered.data().id();

        // 2. Add multiple addresses
        Result<Row> billing = addresses.create(Map.ofEntries(
                entry("user", alice),
                entry("addressType", "billing"),
                entry("streetAddress", "123 Main St"),
                entry("city", "Anytown"),
                entry("state", "CA"),
                entry("zipCode", "12345"),
                entry("isDefault", true)));
        assertThat(billing.success()).isTrue();
        Result<Row> shipping = addresses.create(Map.ofEntries(
                entry("user", alice),
                entry("addressType", "shipping"),
                entry("streetAddress", "456 Work Ave"),
                entry("city", "Business City"),
                entry("state", "NY"),
                entry("zipCode", "67890"),
                entry("isDefault", false)));
        assertThat(shipping.success()).isTrue();

        // 3. Create multiple orders (their numbers need not be random: nobody else sees this test's rows)
        Result<Row> headphones = orders.create(Map.ofEntries(
                entry("user", alice),
                entry("orderNumber", "ORD-1A2B3C4D"),
                entry("status", "delivered"),
                entry("totalAmount", money("299.99")),
                entry("taxAmount", money("24.00")),
                entry("shippingAmount", money("9.99")),
                entry("orderDate", "2024-01-15"),
                entry("shippingDate", "2024-01-16"),
                entry("deliveryDate", "2024-01-18"),
                entry("orderItems", items(1, "Wireless Headphones", 1, "299.99"))));
        assertThat(headphones.success()).isTrue();
        Result<Row> phoneCases = orders.create(Map.ofEntries(
                entry("user", alice),
                entry("orderNumber", "ORD-5E6F7A8B"),
                entry("status", "shipped"),
                entry("totalAmount", money("89.99")),
                entry("taxAmount", money("7.20")),
                entry("shippingAmount", money("5.99")),
                entry("orderDate", "2024-01-20"),
                entry("shippingDate", "2024-01-22"),
                entry("orderItems", items(2, "Phone Case", 2, "44.99"))));
        assertThat(phoneCases.success()).isTrue();

        // 4. Query the user's profile
        Result<Row> profile = users.findOne(Map.of("id", alice));
        assertThat(profile.success()).isTrue();
        assertThat(profile.data().getString("email")).isEqualTo("alice.customer@example.com");
        assertThat(profile.data().getBoolean("profileData.preferences.newsletter"))
                .isTrue();

        // 5. Query the user's addresses
        Result<List<Row>> aliceAddresses = addresses.findMany(Map.of("user", alice));
        assertThat(aliceAddresses.success()).isTrue();
        assertThat(aliceAddresses.data()).hasSize(2);
        // Find the default billing address
        List<Row> billingAddresses = addresses
                .findMany(and(eq("user", alice), eq("addressType", "billing"), eq("isDefault", true)))
                .data();
        assertThat(billingAddresses).hasSize(1);
        assertThat(billingAddresses.get(0).getString("streetAddress")).isEqualTo("123 Main St");

        // 6. Query the user's order history
        Result<List<Row>> history = orders.findMany(Map.of("user", alice));
        assertThat(history.success()).isTrue();
        assertThat(history.data()).hasSize(2);
        // Calculate the total order value
        BigDecimal totalSpent = BigDecimal.ZERO;
        for (Row order : history.data()) {
            totalSpent = totalSpent.add(order.getDecimal("totalAmount"));
        }
        assertThat(totalSpent).isEqualTo(money("389.98")); // 299.99 + 89.99, to the cent

        // 7. Update the user's profile
        Map<String, Object> updatedProfile = Map.of(
                "preferences", Map.of("newsletter", false, "promotions", true),
                "demographics", Map.of("age_range", "25-34"),
                "purchase_history", Map.of("total_orders", 2, "total_spent", totalSpent));
        Result<Row> updated = users.update(Map.of("id", alice), Map.of("profileData", updatedProfile));
        assertThat(updated.success()).isTrue();

        // 8. Verify the profile update
        Row updatedUser = users.findOne(Map.of("id", alice)).data();
        assertThat(updatedUser.getBoolean("profileData.preferences.newsletter")).isFalse();
        assertThat(updatedUser.getBoolean("profileData.preferences.promotions")).isTrue();
        assertThat(updatedUser.getInteger("profileData.purchase_history.total_orders"))
                .isEqualTo(2);

        // 9. Order status update
        Result<Row> delivered = orders.update(
                Map.of("id", phoneCases.data().id()), Map.of("status", "delivered", "deliveryDate", "2024-01-25"));
        assertThat(delivered.success()).isTrue();

        // 10. Account deactivation (soft delete)
        Result<Row> deactivated = users.update(Map.of("id", alice), Map.of("isActive", false));
        assertThat(deactivated.success()).isTrue();
        // The user is deactivated, but the data is preserved
        assertThat(users.findOne(Map.of("id", alice)).data().getBoolean("isActive"))
                .isFalse();
        // Orders are still there for the books
        assertThat(orders.findMany(Map.of("user", alice)).data()).hasSize(2);
    }

    @Test
    void an_email_address_belongs_to_one_user(DataFlow df) {
        Model<User> users = df.model(User.class);
        users.create(user("alice", "alice@example.com")).orThrow();

        Result<Row> twin = users.create(user("alice_2", "alice@example.com"));

        assertThat(twin.success()).isFalse();
        assertThat(twin.error().code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
        assertThat(twin.error().attributes()).containsExactly("email");
        // A failure spoils nothing: the next registration succeeds in the same test.
        assertThat(users.create(user("bob", "bob@example.com")).success()).isTrue();
        assertThat(users.count().data()).isEqualTo(2);
    }

    @Test
    void a_misspelt_attribute_is_named_and_the_right_one_suggested(DataFlow df) {
        Result<Row> misspelt = df.model(User.class).create(Map.of("emial", "alice@example.com"));

        assertThat(misspelt.error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(misspelt.error().attributes()).contains("emial");
        assertThat(misspelt.error().message()).contains("did you mean 'email'?");
    }

    @Test
    void all_missing_values_are_named_at_once(DataFlow df) {
        Result<Row> incomplete = df.model(User.class).create(Map.of("email", "alice@example.com"));

        assertThat(incomplete.error().code()).isEqualTo(ErrorCode.NOT_NULL_VIOLATION);
        assertThat(incomplete.error().attributes())
                .containsExactly("username", "firstName", "lastName", "passwordHash");
    }

    @Test
    void what_is_no_email_address_is_refused_when_it_is_given_and_when_it_is_changed(DataFlow df) {
        Model<User> users = df.model(User.class);
        Object alice = users.create(user("alice", "alice@example.com")).data().id();

        Result<Row> registered = users.create(user("bob", "bob at example.com"));
        Result<Row> changed = users.update(Map.of("id", alice), Map.of("email", "alice at example.com"));

        assertThat(registered.error().code()).isEqualTo(ErrorCode.VALIDATION);
        assertThat(registered.error().attributes()).containsExactly("email");
        assertThat(changed.error().code()).isEqualTo(ErrorCode.VALIDATION);
        assertThat(changed.error().attributes()).containsExactly("email");
    }

    @Test
    void an_order_is_refused_with_the_attribute_to_blame(DataFlow df) {
        Object alice = df.model(User.class)
                .create(user("alice", "alice@example.com"))
                .data()
                .id();

        assertRefused(df, order(alice, "orderDate", "2024-02-30"), ErrorCode.INVALID_INPUT, "orderDate");
        assertRefused(df, order(alice, "totalAmount", "a lot"), ErrorCode.INVALID_INPUT, "totalAmount");
        assertRefused(df, order(alice, "totalAmount", money("9.999")), ErrorCode.INVALID_INPUT, "totalAmount");
        assertRefused(df, order(alice, "totalAmount", money("-1.00")), ErrorCode.VALIDATION, "totalAmount");
        assertRefused(df, order(alice, "status", "lost"), ErrorCode.CHECK_VIOLATION, "status");
        assertRefused(df, order(alice, "user", 4711), ErrorCode.FOREIGN_KEY_VIOLATION, "user");
        assertRefused(df, order(alice, "deliveryDate", "2024-01-01"), ErrorCode.CHECK_VIOLATION, "deliveryDate");
        assertThat(df.model(Order.class).count().data()).isZero();
    }

    private static void assertRefused(DataFlow df, Map<String, ?> order, ErrorCode code, String attribute) {
        Result<Row> refused = df.model(Order.class).create(order);

        assertThat(refused.success()).isFalse();
        assertThat(refused.error().code()).isEqualTo(code);
        assertThat(refused.error().attributes()).contains(attribute);
    }

    @Test
    void an_update_of_nobody_is_a_failure_and_a_search_for_nobody_is_not(DataFlow df) {
        Model<User> users = df.model(User.class);

        Result<Row> updated = users.update(Map.of("username", "nobody"), Map.of("isActive", false));
        Result<Row> found = users.findOne(Map.of("username", "nobody"));

        assertThat(updated.error().code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(found.success()).isTrue();
        assertThat(found.found()).isFalse();
    }

    @Test
    void a_user_with_orders_cannot_be_deleted(DataFlow df) {
        Model<User> users = df.model(User.class);
        Object alice = users.create(user("alice", "alice@example.com")).data().id();
        df.model(Order.class).create(order(alice, "status", "pending")).orThrow();

        Result<Row> deleted = users.delete(Map.of("id", alice));

        assertThat(deleted.error().code()).isEqualTo(ErrorCode.FOREIGN_KEY_VIOLATION);
        assertThat(users.exists(Map.of("id", alice)).data()).isTrue();
    }

    /** The whole document of step 7 would overwrite what another request has changed meanwhile; a path touches one value. */
    @Test
    void one_preference_changes_inside_the_database_and_the_others_stay(DataFlow df) {
        Model<User> users = df.model(User.class);
        Object alice = users.create(user("alice", "alice@example.com")).data().id();
        users.update(Map.of("id", alice), Map.of("profileData", Map.of("visits", 1, "newsletter", true)))
                .orThrow();

        Row changed = users.update(
                        Map.of("id", alice),
                        Map.of("profileData.newsletter", false, "profileData.visits", Change.increment(1)))
                .data();

        assertThat(changed.getMap("profileData")).isEqualTo(Map.of("visits", 2, "newsletter", false));
    }

    /** The entities are JPA's: an {@code EntityManager} sees what the facade stored, in the same transaction. */
    @Test
    void plain_jpa_works_beside_the_facade(DataFlow df, EntityManager em) {
        Object alice = df.model(User.class)
                .create(user("alice", "alice@example.com"))
                .data()
                .id();

        User entity = em.find(User.class, alice);
        entity.lastLogin = Instant.parse("2024-01-15T10:15:30Z");

        Row row = df.model(User.class).findById(alice).data();
        assertThat(row.getInstant("lastLogin")).isEqualTo("2024-01-15T10:15:30Z");
        assertThat(row.getInstant("createdAt")).isEqualTo(entity.createdAt);
    }

    private static Map<String, Object> user(String username, String email) {
        return Map.ofEntries(
                entry("username", username),
                entry("email", email),
                entry("firstName", "A"),
                entry("lastName", "B"),
                entry("passwordHash", "hashed"));
    }

    /** A good order of this user, but for one attribute. */
    private static Map<String, Object> order(Object user, String attribute, Object value) {
        Map<String, Object> order = new HashMap<>(Map.ofEntries(
                entry("user", user),
                entry("orderNumber", "ORD-1"),
                entry("status", "shipped"),
                entry("totalAmount", money("10.00")),
                entry("taxAmount", money("0.80")),
                entry("shippingAmount", money("5.00")),
                entry("orderDate", "2024-01-15"),
                entry("shippingDate", "2024-01-16")));
        order.put(attribute, value);
        return order;
    }

    private static Map<String, Object> items(int productId, String name, int quantity, String price) {
        return Map.of(
                "items",
                List.of(Map.of("product_id", productId, "name", name, "quantity", quantity, "price", money(price))));
    }

    private static BigDecimal money(String amount) {
        return new BigDecimal(amount);
    }
}
