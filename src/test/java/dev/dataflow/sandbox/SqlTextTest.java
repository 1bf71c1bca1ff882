package dev.dataflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.sandbox.SqlText.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "commit | COMMIT",
                "/* a /* nested */ one */ Commit and chain | COMMIT",
                "-- first | EMPTY",
                "END | COMMIT",
                "abort work | ROLLBACK",
                "ROLLBACK | ROLLBACK",
                "rollback work to savepoint a | ROLLBACK_TO",
                "ROLLBACK TO a | ROLLBACK_TO",
                "rollback prepared 'x' | TWO_PHASE",
                "prepare transaction 'x' | TWO_PHASE",
                "prepare transactions as select 1 | READ",
                "begin isolation level serializable | BEGIN",
                "start transaction | BEGIN",
                "savepoint a | SAVEPOINT",
                "release a | RELEASE",
                "set local x = 1 | SET_LOCAL",
                "set session characteristics as transaction read only | SESSION_CHARACTERISTICS",
                "set session x = 1 | WRITE",
                "set transaction read only | SET_TRANSACTION",
                "set constraints all deferred | SET_CONSTRAINTS",
                "show transaction isolation level | SHOW_ISOLATION",
                "select 'commit' | READ",
                "select set_config('a.b', ?, true) | SET_LOCAL",
                "select set_config('a.b', ?, false) | WRITE",
                "with x as (select 1) select * from x | WRITE",
                "create table commit (id int) | SCHEMA",
                "deallocate prepare all | DEALLOCATE_ALL",
                "select 1; insert into t values (';commit') | WRITE",
                "select 1; commit | SEVERAL",
                "do $x$ begin; commit; end $x$ | SCHEMA",
                "insert into t values ($1); -- ; commit | WRITE",
            })
    void knowsWhatAStatementDoesToTransactions(String sql, Kind kind) {
        assertThat(SqlText.of(sql).kind()).isEqualTo(kind);
    }

    @Test
    void seesNoEndOfATransactionInTheBodyOfAFunction() {
        String sql = "create function f() returns int begin atomic select case when true then 1 end; select 2; end;"
                + " select 1";

        assertThat(SqlText.of(sql).kind()).isEqualTo(Kind.SCHEMA);
    }

    @Test
    void seesNoStatementInEscapedStrings() {
        assertThat(SqlText.of("select E'it\\'s; commit'; select 'it''s; commit', \"a\"\"; commit\"")
                        .kind())
                .isEqualTo(Kind.READ);
    }

    @Test
    void foldsNamesAsTheServerDoes() {
        assertThat(SqlText.of("SAVEPOINT Point").name()).isEqualTo("point");
        assertThat(SqlText.of("RELEASE SAVEPOINT \"My \"\"Point\"").name()).isEqualTo("My \"Point");
        assertThat(SqlText.of("SET LOCAL App.Tenant TO 'x'").name()).isEqualTo("app.tenant");
        assertThat(SqlText.of("SET LOCAL TIME ZONE 'UTC'").name()).isEqualTo("timezone");
    }

    @Test
    void trustsOnlyQueriesThatCallNothingUnknown() {
        assertThat(SqlText.of("select a, count(*) from t where id in (1, 2) and (b = 'f(x)')")
                        .pure())
                .isTrue();
        assertThat(SqlText.of("select nextval('s')").pure()).isFalse();
        assertThat(SqlText.of("select \"my function\"(1)").pure()).isFalse();
        assertThat(SqlText.of("insert into t values (1)").pure()).isFalse();
    }
}
