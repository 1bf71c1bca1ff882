package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is exposed as a whole leads no further than to itself. */
class ExposedPathTest {
    @Entity
    static class Land {
        @Id
        @GeneratedValue
        Long id;

        String name;
        String hiddenRate;
    }

    @Embeddable
    static class Place {
        String city;

        @ManyToOne
        Land land;
    }

    @Entity
    static class Visitor extends Identified {
        String email;
        String hiddenEmail2;

        Place place;

        @ElementCollection
        List<Place> visited = new ArrayList<>();

        @Json
        Map<String, Object> profile;

        @OneToMany(mappedBy = "visitor")
        List<Stay> stays = new ArrayList<>();
    }

    @Entity
    static class Stay extends Identified {
        int nights;
        String hiddenNote;

        @ManyToOne
        Land hiddenLand;

        @ManyToOne
        Visitor visitor;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Land.class, Visitor.class, Stay.class);

    final ExposedModel open =
            database.model(Visitor.class).exposing("email", "place", "visited", "profile", "stays", "stays.visitor");

    private long land;

    @BeforeEach
    void fill() {
        land = database.model(Land.class)
                .create(Map.of("name", "It", "hiddenRate", "7"))
                .orThrow()
                .getLong("id");
        Visitor visitor = new Visitor();
        visitor.email = "a";
        visitor.place = new Place();
        visitor.place.city = "Rome";
        visitor.place.land = new Land();
        visitor.place.land.id = land;
        visitor.visited.add(visitor.place);
        Object id = database.model(Visitor.class).create(visitor).orThrow().id();
        database.model(Stay.class).create(Map.of("nights", 3, "visitor", id)).orThrow();
    }

    @Test
    void anAssociationInsideAnEmbeddedValueIsItsId() {
        assertThat(open.count(Map.of("place.city", "Rome", "place.land", land, "place.land.id", land))
                        .orThrow())
                .isEqualTo(1);
        unknown(open.count(Map.of("place.land.hiddenRate", "7")), "place.land.hiddenRate");
        unknown(open.count(Map.of("place.land.name", "It")), "place.land.name");
        unknown(open.findMany(Query.all().orderBy("place.land.hiddenRate")), "place.land.hiddenRate");

        ExposedModel more = database.model(Visitor.class).exposing("place", "place.land.name");
        assertThat(more.count(Map.of("place.land.name", "It", "place.land", land))
                        .orThrow())
                .isEqualTo(1);
        unknown(more.count(Map.of("place.land.hiddenRate", "7")), "place.land.hiddenRate");
    }

    @Test
    void anAssociationInsideTheElementsOfACollectionIsItsId() {
        assertThat(open.count(Map.of("visited", Map.of("$some", Map.of("city", "Rome", "land", land, "land.id", land))))
                        .orThrow())
                .isEqualTo(1);
        assertThat(open.findMany(Query.where(Filter.some("visited", Filter.eq("$element.city", "Rome"))))
                        .orThrow())
                .hasSize(1);
        unknown(
                open.count(Map.of("visited", Map.of("$some", Map.of("land.hiddenRate", "7")))),
                "visited.land.hiddenRate");
        unknown(
                open.findMany(Query.where(Filter.some("visited", Filter.eq("$element.land.hiddenRate", "7")))),
                "visited.$element.land.hiddenRate");
        unknown(
                open.count(Map.of(
                        "visited",
                        Map.of("$every", Map.of("$not", Map.of("$or", List.of(Map.of("land.name", "It"))))))),
                "visited.land.name");
    }

    @Test
    void aNameBehindACollectionIsAsUnknownAsBeforeIt() {
        for (String path : List.of("stays.zzzzz", "stays.hiddenNote", "stays.visitor.zzzzz", "stays.hidden_land.x")) {
            unknown(open.findMany(Query.all().select(path)), path);
            unknown(open.findMany(Query.all().include(path)), path);
        }
        assertThat(open.findMany(Query.all().select("email", "stays.id")).success())
                .isTrue();
    }

    @Test
    void theKeyOfANewValueIsNoPath() {
        unknown(open.create(Map.of("profile.zzzzzzzz", 1)), "profile.zzzzzzzz");
        unknown(open.create(Map.of("place.city", "x")), "place.city");
        unknown(open.create(Map.of("email.zz", "x")), "email.zz");
        assertThat(open.update(Map.of("email", "a"), Map.of("profile.plan", 1, "place.city", "Pisa"))
                        .success())
                .isTrue();
    }

    private static void unknown(Result<?> result, String path) {
        Failure failure = Secrets.refused(result, ErrorCode.INVALID_INPUT, path);
        assertThat(failure.message().replace(path, "")).doesNotContainIgnoringCase("hidden");
    }
}
