package dev.dataflow.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CopyTextTest {
    @Test
    void escapesWhatEndsColumnsAndRows() {
        CopyText text = new CopyText(4);

        text.row(new String[] {"a\tb\nc\rd\\e", null, "f"});

        assertThat(written(text)).isEqualTo("a\\tb\\nc\\rd\\\\e\t\\N\tf\n");
    }

    @Test
    void escapesBehindWhatIsNotAscii() {
        CopyText text = new CopyText(4);

        text.value("x\tü\t€\\\uD83D\uDE00\n");

        assertThat(written(text)).isEqualTo("x\\tü\\t€\\\\\uD83D\uDE00\\n");
    }

    @Test
    void beginsAnewWhenCleared() {
        CopyText text = new CopyText(4);
        text.value("before, longer than the buffer");

        text.clear();
        text.value("after");

        assertThat(written(text)).isEqualTo("after");
    }

    private static String written(CopyText text) {
        return new String(text.bytes(), 0, text.size(), StandardCharsets.UTF_8);
    }
}
