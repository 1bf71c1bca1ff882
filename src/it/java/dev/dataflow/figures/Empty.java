package dev.dataflow.figures;

import dev.dataflow.Identified;
import dev.dataflow.junit.DataFlowTest;
import jakarta.persistence.Entity;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

@Tag("figure")
@DataFlowTest
class Empty {
    @Entity
    static class Nothing extends Identified {}

    @RepeatedTest(2000)
    void does_nothing() {}
}
