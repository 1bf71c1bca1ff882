package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Associations by another unique column than the id. */
class OtherKeyTest {
    @Entity
    static class Currency extends Identified {
        @Column(unique = true)
        String code;

        String name;
    }

    @Entity
    static class Price extends Identified {
        @ManyToOne
        @JoinColumn(name = "currency_code", referencedColumnName = "code")
        Currency currency;

        int amount;
    }

    @Entity
    static class Fee extends Identified {
        @Column(name = "currency_code")
        String currencyCode;

        @ManyToOne
        @JoinColumn(name = "currency_code", referencedColumnName = "code", insertable = false, updatable = false)
        Currency currency;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Currency.class, Price.class, Fee.class);

    private final Model<Price> prices = database.model(Price.class);
    private final Model<Fee> fees = database.model(Fee.class);
    private Object id;

    @BeforeEach
    void createCurrency() {
        id = database.model(Currency.class).create(Map.of("code", "CHF")).data().id();
    }

    @Test
    void anAssociationByAnotherColumnThanTheIdIsRefusedWithTheAttributeToGive() {
        prices.create(Map.of("amount", 1)).orThrow();

        for (Object value : List.of(id, Map.of("id", id), Map.of("code", "CHF"))) {
            refused(prices.create(Map.of("currency", value)));
            refused(prices.createMany(List.of(Map.of("currency", value))));
            refused(prices.update(eq("amount", 1), Map.of("currency", value)));
            refused(prices.upsert(Map.of("currency", value), Map.of("amount", 1)));
            refused(prices.upsert(Map.of("id", 1), Map.of("currency", value)));
        }
    }

    private static void refused(Result<?> result) {
        Failure failure = Secrets.refused(result, ErrorCode.INVALID_INPUT, "currency");
        assertThat(failure.message()).contains("give the attribute of its column 'currency_code'");
    }

    @Test
    void theAttributeOfItsColumnSetsIt() {
        Object fee = fees.create(Map.of("currencyCode", "CHF")).data().id();

        assertThat(fees.findMany(eq("currency.id", id)).data())
                .extracting(Row::id)
                .containsExactly(fee);
        fees.update(eq("currency", id), Collections.singletonMap("currencyCode", null))
                .orThrow();
        assertThat(fees.count(eq("currency.code", "CHF")).data()).isZero();
        Secrets.refused(fees.create(Map.of("currency", id)), ErrorCode.INVALID_INPUT, "currency");
        Secrets.refused(fees.create(Map.of("currencyCode", "XXX")), ErrorCode.FOREIGN_KEY_VIOLATION, "currencyCode");
    }
}
