package dev.dataflow.figures;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.Model;
import dev.dataflow.junit.DataFlowTest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

@Tag("example")
@DataFlowTest
class Writing {
    @Entity
    static class Item extends Identified {
        @Column(nullable = false, unique = true)
        String name = "";
    }

    @RepeatedTest(500)
    void stores_twenty_rows_and_fails_once(DataFlow df) {
        Model<Item> items = df.model(Item.class);
        for (int i = 0; i < 20; i++) {
            items.create(Map.of("name", "item " + i)).orThrow();
        }
        items.create(Map.of("name", "item 7"));
    }
}
