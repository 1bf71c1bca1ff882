package dev.dataflow.bench.isolation;

import dev.dataflow.DataFlow;
import dev.dataflow.Model;
import dev.dataflow.junit.DataFlowTest;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** DataFlow: commits that a savepoint undoes. */
@DataFlowTest(models = {Library.Author.class, Library.Book.class, Library.Member.class, Library.Loan.class})
public class SavepointTests {
    @RepeatedTest(200)
    void empty() {}

    @RepeatedTest(200)
    void that_writes_20_rows(EntityManagerFactory factory) {
        factory.runInTransaction(Library::persistRows);
    }

    @Test
    @Tag("figure")
    void first(DataFlow df) {
        Model<Library.Member> members = df.model(Library.Member.class);
        Object id = members.create(Map.of("name", "Member", "since", "1970-01-01"))
                .data()
                .id();
        if (!members.findById(id).found()) {
            throw new AssertionError("Not read");
        }
    }
}
