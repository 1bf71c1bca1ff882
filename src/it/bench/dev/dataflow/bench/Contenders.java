package dev.dataflow.bench;

import dev.dataflow.bench.peers.CopyCustomers;
import dev.dataflow.bench.peers.CountingDataFlowCustomers;
import dev.dataflow.bench.peers.DataFlowCustomers;
import dev.dataflow.bench.peers.EntityManagerCustomers;
import dev.dataflow.bench.peers.HibernateJsonCustomers;
import dev.dataflow.bench.peers.JdbcCustomers;
import dev.dataflow.bench.peers.JdbcMaps;
import dev.dataflow.bench.peers.JdbiCustomers;
import dev.dataflow.bench.peers.JooqCustomers;
import dev.dataflow.bench.peers.PlainDataFlowCustomers;
import dev.dataflow.bench.peers.StatelessSessionCustomers;
import dev.dataflow.bench.peers.ebean.EbeanCustomers;
import dev.dataflow.bench.peers.spring.SpringDataCustomers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The contenders of this JVM, which is one as a rule, each opened once. */
final class Contenders {
    private static final Map<String, Object> OPEN = new ConcurrentHashMap<>();

    private Contenders() {}

    static <T> T of(String contender, Class<T> type) {
        return type.cast(OPEN.computeIfAbsent(contender, Contenders::open));
    }

    private static Object open(String contender) {
        return switch (contender) {
            case "JDBC" -> JdbcCustomers.open();
            case "JDBC to maps", "JDBC unnest", "JDBC unnest, rows" -> JdbcMaps.open();
            case "DataFlow", "DataFlow, ids" -> new DataFlowCustomers();
            case "DataFlow, counting" -> new CountingDataFlowCustomers();
            case "DataFlow, no savepoints", "DataFlow, counting, no savepoints" -> new PlainDataFlowCustomers();
            case "EntityManager" -> EntityManagerCustomers.open();
            case "StatelessSession" -> StatelessSessionCustomers.open();
            case "Spring Data JPA" -> SpringDataCustomers.open();
            case "jOOQ" -> JooqCustomers.open();
            case "Jdbi" -> JdbiCustomers.open();
            case "Ebean" -> EbeanCustomers.open();
            case "Hibernate JSON functions" -> HibernateJsonCustomers.open();
            case "COPY" -> new CopyCustomers();
            default -> throw new IllegalArgumentException("No such contender: " + contender);
        };
    }
}
