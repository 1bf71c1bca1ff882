package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.SoftDeleteType;
import org.hibernate.type.YesNoConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table between two entities has the mark of deleted rows as well, when its owner has. */
class SoftDeletedLinkTest {
    @Entity
    static class Player extends Identified {
        String name;
    }

    @Entity
    @SoftDelete
    static class Club extends Identified {
        @ManyToMany(cascade = CascadeType.PERSIST)
        @JoinTable(name = "club_players")
        Set<Player> players = new HashSet<>();
    }

    @Entity
    @SoftDelete(strategy = SoftDeleteType.TIMESTAMP)
    static class Team extends Identified {
        @ManyToMany(cascade = CascadeType.PERSIST)
        @JoinTable(name = "team_players")
        List<Player> players = new ArrayList<>();
    }

    @Entity
    @SoftDelete(strategy = SoftDeleteType.ACTIVE, converter = YesNoConverter.class)
    static class Choir extends Identified {
        @ManyToMany(cascade = CascadeType.PERSIST)
        @JoinTable(name = "choir_players")
        Set<Player> players = new HashSet<>();
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Player.class, Club.class, Team.class, Choir.class);

    private Object player;

    @BeforeEach
    void a_player_is_there() {
        player = database.model(Player.class)
                .create(Map.of("name", "a"))
                .orThrow()
                .id();
    }

    @ParameterizedTest
    @ValueSource(classes = {Club.class, Team.class, Choir.class})
    void rowsAreConnectedOnce(Class<?> entity) {
        Model<?> model = database.model(entity);

        Object id = model.create(Map.of("players", List.of(player, Map.of("name", "b"))))
                .orThrow()
                .id();
        model.update(eq("id", id), Map.of("players", List.of(player))).orThrow();

        assertThat(players(model, id)).containsExactlyInAnyOrder("a", "b");
    }

    static Stream<Arguments> marks() {
        return Stream.of(
                Arguments.of(Club.class, "update club_players set deleted = true"),
                Arguments.of(Team.class, "update team_players set deleted = now()"),
                Arguments.of(Choir.class, "update choir_players set active = 'N'"));
    }

    @ParameterizedTest
    @MethodSource("marks")
    void aConnectionThatIsMarkedAsDeletedComesBack(Class<?> entity, String mark) {
        Model<?> model = database.model(entity);
        Object id = model.create(Map.of("players", List.of(player))).orThrow().id();
        database.execute(mark);

        assertThat(players(model, id)).isEmpty();
        model.update(eq("id", id), Map.of("players", List.of(player))).orThrow();
        model.update(eq("id", id), Map.of("players", List.of(player))).orThrow();

        assertThat(players(model, id)).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(classes = {Club.class, Team.class, Choir.class})
    void connectionsComeBackWithTheirOwner(Class<?> entity) {
        Model<?> model = database.model(entity);
        Object id = model.create(Map.of("players", List.of(player))).orThrow().id();

        model.delete(eq("id", id)).orThrow();
        model.restore(eq("id", id)).orThrow();

        assertThat(players(model, id)).containsExactly("a");
    }

    private static List<Object> players(Model<?> model, Object id) {
        return model.findOne(Query.where(eq("id", id)).include("players")).orThrow().getRows("players").stream()
                .map(row -> row.get("name"))
                .toList();
    }
}
