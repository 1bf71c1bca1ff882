package dev.dataflow.examples.ecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jpa.test.autoconfigure.TestEntityManager;

/** The steps of {@link UserManagementIT}'s example on Spring Data JPA. */
@DataJpaTest(showSql = false, properties = "spring.jpa.hibernate.ddl-auto=create")
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class UserManagementOnSpring {
    @Autowired
    private UserRepository users;

    @Autowired
    private AddressRepository addresses;

    @Autowired
    private OrderRepository orders;

    @Autowired
    private TestEntityManager em;

    @Test
    @Tag("figure")
    void complete_user_lifecycle() {
        // 1. User registration
        User registered = new User();
        registered.email = "alice.customer@example.com";
        registered.username = "alice_customer";
        registered.firstName = "Alice";
        registered.lastName = "Customer";
        registered.passwordHash = "hashed_password_123";
        registered.profileData = Map.of(
                "preferences", Map.of("newsletter", true, "promotions", false),
                "demographics", Map.of("age_range", "25-34"));
        Long alice = users.save(registered).getId();
        assertThat(alice).isNotNull();

        // 2. Add multiple addresses
        Address billing = address(registered, "billing", "123 Main St", "Anytown", "CA", "12345");
        billing.isDefault = true;
        assertThat(addresses.save(billing).getId()).isNotNull();
        Address shipping = address(registered, "shipping", "456 Work Ave", "Business City", "NY", "67890");
        assertThat(addresses.save(shipping).getId()).isNotNull();

        // 3. Create multiple orders
        Order headphones = order(registered, "ORD-1A2B3C4D", "delivered", "299.99", "24.00", "9.99");
        headphones.orderDate = LocalDate.parse("2024-01-15");
        headphones.shippingDate = LocalDate.parse("2024-01-16");
        headphones.deliveryDate = LocalDate.parse("2024-01-18");
        headphones.orderItems = items(1, "Wireless Headphones", 1, "299.99");
        assertThat(orders.save(headphones).getId()).isNotNull();
        Order phoneCases = order(registered, "ORD-5E6F7A8B", "shipped", "89.99", "7.20", "5.99");
        phoneCases.orderDate = LocalDate.parse("2024-01-20");
        phoneCases.shippingDate = LocalDate.parse("2024-01-22");
        phoneCases.orderItems = items(2, "Phone Case", 2, "44.99");
        assertThat(orders.save(phoneCases).getId()).isNotNull();
        em.flush();
        em.clear();

        // 4. Query the user's profile
        User user = users.findById(alice).orElseThrow();
        assertThat(user.email).isEqualTo("alice.customer@example.com");
        assertThat(at(user, "preferences", "newsletter")).isEqualTo(true);

        // 5. Query the user's addresses
        assertThat(addresses.findByUser(user)).hasSize(2);
        List<Address> billingAddresses = addresses.findByUserAndAddressTypeAndIsDefault(user, "billing", true);
        assertThat(billingAddresses).hasSize(1);
        assertThat(billingAddresses.get(0).streetAddress).isEqualTo("123 Main St");

        // 6. Query the user's order history
        List<Order> history = orders.findByUser(user);
        assertThat(history).hasSize(2);
        BigDecimal totalSpent = BigDecimal.ZERO;
        for (Order order : history) {
            totalSpent = totalSpent.add(order.totalAmount);
        }
        assertThat(totalSpent).isEqualTo(new BigDecimal("389.98"));

        // 7. Update the user's profile
        user.profileData = Map.of(
                "preferences", Map.of("newsletter", false, "promotions", true),
                "demographics", Map.of("age_range", "25-34"),
                "purchase_history", Map.of("total_orders", 2, "total_spent", totalSpent));
        users.saveAndFlush(user);
        em.clear();

        // 8. Verify the profile update
        User updated = users.findById(alice).orElseThrow();
        assertThat(at(updated, "preferences", "newsletter")).isEqualTo(false);
        assertThat(at(updated, "preferences", "promotions")).isEqualTo(true);
        assertThat(at(updated, "purchase_history", "total_orders")).isEqualTo(2);

        // 9. Order status update
        Order delivered = orders.findById(phoneCases.getId()).orElseThrow();
        delivered.status = "delivered";
        delivered.deliveryDate = LocalDate.parse("2024-01-25");
        orders.saveAndFlush(delivered);

        // 10. Account deactivation (soft delete)
        updated.isActive = false;
        users.saveAndFlush(updated);
        em.clear();
        User deactivated = users.findById(alice).orElseThrow();
        assertThat(deactivated.isActive).isFalse();
        assertThat(orders.findByUser(deactivated)).hasSize(2);
    }

    private static Address address(User user, String type, String street, String city, String state, String zip) {
        Address address = new Address();
        address.user = user;
        address.addressType = type;
        address.streetAddress = street;
        address.city = city;
        address.state = state;
        address.zipCode = zip;
        return address;
    }

    private static Order order(User user, String number, String status, String total, String tax, String shipping) {
        Order order = new Order();
        order.user = user;
        order.orderNumber = number;
        order.status = status;
        order.totalAmount = new BigDecimal(total);
        order.taxAmount = new BigDecimal(tax);
        order.shippingAmount = new BigDecimal(shipping);
        return order;
    }

    private static Map<String, Object> items(int productId, String name, int quantity, String price) {
        return Map.of(
                "items",
                List.of(Map.of(
                        "product_id", productId, "name", name, "quantity", quantity, "price", new BigDecimal(price))));
    }

    private static Object at(User user, String key, String innerKey) {
        return ((Map<?, ?>) user.profileData.get(key)).get(innerKey);
    }
}
