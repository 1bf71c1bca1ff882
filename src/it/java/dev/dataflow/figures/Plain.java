package dev.dataflow.figures;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

@Tag("figure")
class Plain {
    @RepeatedTest(2000)
    void does_nothing() {}
}
