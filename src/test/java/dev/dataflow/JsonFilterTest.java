package dev.dataflow;

import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.between;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.exists;
import static dev.dataflow.Filter.gt;
import static dev.dataflow.Filter.hasKey;
import static dev.dataflow.Filter.in;
import static dev.dataflow.Filter.isNotNull;
import static dev.dataflow.Filter.isNull;
import static dev.dataflow.Filter.ne;
import static dev.dataflow.Filter.not;
import static dev.dataflow.Filter.startsWith;
import static dev.dataflow.junit.PlanAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dataflow.internal.boot.Tables;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Conditions on JSON documents: what each kind of absence means, and which index serves what. */
class JsonFilterTest {
    @Entity
    @Table(name = "doc")
    static class Doc extends Identified {
        @Json
        @JsonIndex
        @JsonIndex(path = "age")
        @JsonIndex(path = "a.b's", name = "doc_named")
        Map<String, Object> body;

        @Json
        Map<String, Object> plain;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Doc.class);

    final Model<Doc> docs = database.model(Doc.class);

    /**
     * The table of the kinds of absence: a row for each document, a column for each condition on {@code plain.k}, and on {@code body.age}, which
     * has an index.
     */
    @Test
    void everyKindOfAbsenceIsAsDocumented() {
        List<String> documents = List.of(
                "null",
                "'null'",
                "'{}'",
                "'{\"k\": null, \"age\": null}'",
                "'{\"k\": 1, \"age\": 1}'",
                "'{\"k\": \"\", \"age\": \"\"}'",
                "'{\"k\": {}, \"age\": {}}'",
                "'{\"k\": [], \"age\": []}'",
                "'{\"k\": false, \"age\": false}'",
                "'[]'",
                "'\"k\"'",
                "'[\"k\", \"age\"]'");
        documents.forEach(document ->
                database.execute("insert into doc (body, plain) values (" + document + ", " + document + ")"));

        for (String path : List.of("plain.k", "body.age")) {
            String attribute = path.substring(0, path.indexOf('.'));
            String key = path.substring(path.indexOf('.') + 1);
            // SQL NULL, JSON null, {}, JSON null at the key, 1, "", {}, [], false, an array, a text, an array of texts
            check(isNull(path), "1 2 3 4 10 11 12");
            check(eq(path, null), "1 2 3 4 10 11 12");
            check(isNotNull(path), "5 6 7 8 9");
            check(exists(path), "4 5 6 7 8 9");
            check(hasKey(attribute, key), "4 5 6 7 8 9");
            check(not(exists(path)), "1 2 3 10 11 12");
            check(not(hasKey(attribute, key)), "1 2 3 10 11 12");
            check(eq(path, 1), "5");
            check(ne(path, 1), "1 2 3 4 6 7 8 9 10 11 12");
            check(in(path, 1, ""), "5 6");
            check(in(path, 1, null), "1 2 3 4 5 10 11 12");
            check(Filter.notIn(path, 1, null), "6 7 8 9");
            check(gt(path, 0), "5");
            check(not(gt(path, 0)), "1 2 3 4 6 7 8 9 10 11 12");
            check(gt(path, null), "");
            check(eq(path, Map.of()), "7");
            check(eq(path, List.of()), "8");
            check(eq(path, false), "9");
            check(startsWith(path, ""), "6");
            check(isNull(attribute), "1 2");
            check(exists(attribute), "2 3 4 5 6 7 8 9 10 11 12");
            check(eq(attribute, Map.of()), "3");
            check(eq(attribute, List.of()), "10");
            check(eq(attribute, key), path.equals("plain.k") ? "11" : "");
        }
    }

    private void check(Filter filter, String ids) {
        assertThat(docs.findMany(filter).data().stream().map(row -> row.id().toString()))
                .as(filter.toString())
                .isEqualTo(ids.isEmpty() ? List.of() : List.of(ids.split(" ")));
    }

    @Test
    void aConditionTakesTheFormThatAnIndexServes() {
        String gin = "doc_body_idx";
        served(eq("body.name", "x"), gin, "@>");
        served(eq("body.deep.name", true), gin, "@>");
        served(eq("body.tags", List.of("x")), gin, "@>");
        served(eq("body.tags.0", "x"), gin, "@>");
        served(in("body.name", "x", "y"), gin, "@>");
        served(eq("body", Map.of("name", "x")), gin, "@>");
        served(hasKey("body", "name"), gin, "?:");
        served(hasKey("body.deep", "name"), gin, "@?");
        served(exists("body.deep.name"), gin, "@?");
        served(eq("body.age", 3), "doc_body_age_idx", "expression");
        served(in("body.age", 3, 4), "doc_body_age_idx", "expression");
        served(gt("body.age", 3), "doc_body_age_idx", "expression");
        served(between("body.age", 3, 5), "doc_body_age_idx", "expression");
        served(isNull("body.age"), "doc_body_age_idx", "expression");
        served(gt("body.a.b's", 3), "doc_named", "expression");

        Plan unserved = docs.explain(Query.where(gt("body.name", "x"))).data();
        assertThat(unserved.usableIndexes()).doesNotContain(gin);
        assertThat(unserved.conditions().get(0).form()).contains("@JsonIndex");
        assertThatThrownBy(() -> assertThat(unserved).usesIndex(gin)).hasMessageContaining(gin);
    }

    private void served(Filter filter, String index, String form) {
        Result<Plan> plan = docs.explain(Query.where(filter));

        assertThat(plan).usesIndex(index);
        assertThat(plan.data().conditions().get(0).form()).as(filter.toString()).contains(form);
    }

    @Test
    void anOrderByADeclaredPathComesFromItsIndex() {
        for (Query query : List.of(Query.all().orderBy("body.age"), Query.all().orderByDescending("body.age"))) {
            Plan plan = docs.explain(query.limit(3)).data();

            assertThat(plan).usesIndex("doc_body_age_idx");
        }
    }

    @Test
    void aPlanShowsNoValue() {
        docs.create(Map.of("body", Map.of("name", Secrets.TEXT))).orThrow();

        Plan plan = docs.explain(
                        Query.where(and(eq("body.name", Secrets.TEXT), gt("body.age", 8675309), eq("id", 8675309))))
                .data();

        Secrets.assertHidden(plan.toString());
        assertThat(plan.conditions()).extracting(Plan.Condition::path).containsExactly("body.name", "body.age", "id");
        assertThat(plan.nodes()).isNotEmpty();
    }

    @Test
    void anExplanationLeavesNoTraceInATransaction() {
        database.df().transaction(transaction -> {
            docs.explain(Query.all()).orThrow();
            Plan again = docs.explain(Query.all()).data();

            assertThat(again.nodes().toString()).contains("Scan");
            assertThat(database.df().model(Doc.class).count().data()).isZero();
        });
        Secrets.refused(docs.explain(Query.where(eq("bodi.name", 1))), ErrorCode.INVALID_INPUT, "bodi.name");
    }

    @Test
    void anIndexThatIsMissingIsCreated() {
        List<Object> before = indexes();
        database.execute("drop index doc_body_age_idx");

        database.df().createTables();
        database.df().createTables();

        assertThat(before).contains("doc_body_idx", "doc_body_age_idx", "doc_named");
        assertThat(indexes()).isEqualTo(before);
    }

    @Test
    void aTestTemplateHasTheIndexesToo() {
        SessionFactoryImplementor factory =
                database.df().entityManagerFactory().unwrap(SessionFactoryImplementor.class);

        assertThat(new Tables(factory).script())
                .filteredOn(statement -> statement.startsWith("create index"))
                .hasSize(3)
                .anyMatch(statement -> statement.contains("doc_body_age_idx"));
    }

    private static List<Object> indexes() {
        return database.query("select indexname from pg_indexes where tablename = 'doc' order by 1");
    }
}
