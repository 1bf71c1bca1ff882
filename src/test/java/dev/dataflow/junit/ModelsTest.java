package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Which models a test class has, and that classes with the same ones share one Hibernate. */
class ModelsTest {
    private static final Set<String> FACTORIES = new HashSet<>();

    @Entity
    static class Left extends Identified {}

    @Entity
    static class Right extends Identified {}

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = {Left.class, Right.class})
    static class LeftAndRight {
        @Test
        void has_both(EntityManagerFactory factory, DataFlow df) {
            assertThat(models(factory)).containsExactlyInAnyOrder(Left.class, Right.class);
            assertThat(df.model(Left.class).count().data()).isZero();
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = {Right.class, Left.class})
    static class RightAndLeft {
        @Test
        void has_both(EntityManagerFactory factory) {
            assertThat(models(factory)).containsExactlyInAnyOrder(Left.class, Right.class);
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest
    static class Nesting {
        @Entity
        static class Own extends Identified {}

        @Test
        void has_what_is_nested_in_it_and_around_it(EntityManagerFactory factory) {
            assertThat(models(factory)).containsExactlyInAnyOrder(Left.class, Right.class, Own.class);
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(modelsIn = "dev.dataflow.examples.ecommerce")
    static class InAPackage {
        @Test
        void has_the_entities_of_the_package(EntityManagerFactory factory) {
            assertThat(models(factory))
                    .extracting(Class::getSimpleName)
                    .containsExactlyInAnyOrder("User", "Address", "Order", "Product", "Inventory", "StockMovement");
        }
    }

    @Test
    void models_are_named_or_nested_or_those_of_a_package() {
        var results = Runs.run(Nesting.class, InAPackage.class);

        assertThat(Runs.failures(results)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(2));
    }

    @Test
    void the_same_models_in_any_order_start_hibernate_once() {
        FACTORIES.clear();

        var results = Runs.run(LeftAndRight.class, RightAndLeft.class);

        assertThat(Runs.failures(results)).isEmpty();
        results.testEvents().assertStatistics(stats -> stats.succeeded(2));
        assertThat(FACTORIES).hasSize(1);
    }

    private static Set<Class<?>> models(EntityManagerFactory factory) {
        FACTORIES.add(factory.unwrap(SessionFactoryImplementor.class).getUuid());
        return factory.getMetamodel().getEntities().stream()
                .<Class<?>>map(EntityType::getJavaType)
                .collect(Collectors.toSet());
    }
}
