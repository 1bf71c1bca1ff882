package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A path into a row leads through whatever its values are made of. */
class RowPathTest {
    enum Size {
        SMALL {
            @Override
            public String toString() {
                return "a small one";
            }
        },
        LARGE
    }

    @Entity
    static class Shirt extends Identified {
        int[] widths;
        String[] colors;

        @ElementCollection
        Map<Size, Integer> stock = new HashMap<>();

        @ElementCollection
        Map<Integer, String> names = new HashMap<>();

        @ElementCollection
        Map<UUID, String> tags = new HashMap<>();

        @Json
        Map<Integer, List<int[]>> sizes;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Shirt.class);

    @Test
    void mapsAreSteppedIntoByTheTextsOfTheirKeysAndArraysByIndex() {
        UUID tag = new UUID(1, 2);
        Model<Shirt> shirts = database.model(Shirt.class);
        shirts.create(Map.of(
                        "widths",
                        new int[] {5, 6},
                        "colors",
                        List.of("red"),
                        "stock",
                        Map.of(Size.SMALL, 3),
                        "names",
                        Map.of(7, "seven"),
                        "tags",
                        Map.of(tag, "new"),
                        "sizes",
                        Map.of(1, List.of(new int[] {8, 9}))))
                .orThrow();

        Row row = shirts.findOne(Query.all().include("stock", "names", "tags")).orThrow();

        assertThat(row.at("widths.0")).isEqualTo(5);
        assertThat(row.getInteger("widths.-1")).isEqualTo(6);
        assertThat(row.at("widths.2")).isNull();
        assertThat(row.at("widths.red")).isNull();
        assertThat(row.at("colors.0")).isEqualTo("red");
        assertThat(row.getInteger("stock.SMALL")).isEqualTo(3);
        assertThat(row.at("stock.LARGE")).isNull();
        assertThat(row.at("names.7")).isEqualTo("seven");
        assertThat(row.at("names.8")).isNull();
        assertThat(row.at("tags." + tag)).isEqualTo("new");
        assertThat(row.at("sizes.1.0.-1")).isEqualTo(9);
    }
}
