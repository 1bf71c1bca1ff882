package dev.dataflow.bench;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The values of a customer that is to be stored. */
public record NewCustomer(
        String email,
        String name,
        String city,
        boolean active,
        BigDecimal balance,
        Instant createdAt,
        Map<String, Object> profile) {
    private static final Instant THEN = Instant.parse("2026-06-01T12:00:00Z");
    private static final AtomicLong COUNT = new AtomicLong();

    /** Answers one whose address is not stored yet. */
    public static NewCustomer any() {
        return withEmail("new" + COUNT.incrementAndGet() + "@example.com");
    }

    /** Answers one whose address is that of a stored customer, which is to be replaced. */
    public static NewCustomer inPlaceOf(long id) {
        return withEmail("customer" + id + "@example.com");
    }

    private static NewCustomer withEmail(String email) {
        long number = COUNT.get();
        return new NewCustomer(
                email,
                "Customer " + number,
                "City " + number % 100,
                true,
                BigDecimal.valueOf(number, 2),
                THEN.plusSeconds(number),
                Map.of(
                        "tier",
                        "gold",
                        "age",
                        18 + number % 60,
                        "ref",
                        "r" + number % 10_000,
                        "preferences",
                        Map.of("newsletter", true, "language", "en"),
                        "tags",
                        List.of("a" + number % 10, "b" + number % 7)));
    }
}
