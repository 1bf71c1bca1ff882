package dev.dataflow.junit;

import java.math.BigDecimal;
import java.util.List;
import org.assertj.core.api.Assertions;

/** Loads the assertions that most tests use, when AssertJ is there: they take a good part of a JVM's first test. */
final class AssertJ {
    private AssertJ() {}

    static void load() {
        try {
            Assertions.assertThat(true).isTrue();
            Assertions.assertThat("a").isNotEqualTo("b");
            Assertions.assertThat(1L).isNotEqualTo(2L);
            Assertions.assertThat(1).isPositive();
            Assertions.assertThat(1.5).isNotEqualTo(2.5);
            Assertions.assertThat((Object) 1).isNotEqualTo(2);
            Assertions.assertThat(BigDecimal.ONE).isEqualByComparingTo("1");
            Assertions.assertThat(List.of("a", "b")).hasSize(2).containsExactly("a", "b");
        } catch (NoClassDefFoundError e) {
            // Other assertions are in use.
        }
    }
}
