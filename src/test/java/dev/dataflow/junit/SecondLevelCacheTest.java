package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.spi.support.DomainDataStorageAccess;
import org.hibernate.cache.spi.support.RegionFactoryTemplate;
import org.hibernate.cache.spi.support.RegionNameQualifier;
import org.hibernate.cache.spi.support.StorageAccess;
import org.hibernate.cfg.CacheSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.service.spi.ServiceContributor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What Hibernate caches beyond a session is forgotten with the rows it was read from. */
class SecondLevelCacheTest {
    private static volatile boolean caching;

    @Entity
    @Cacheable
    static class Cached extends Identified {
        String name = "";
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Cached.class)
    static class Caching {
        @BeforeAll
        static void store_and_read(DataFlow df, EntityManagerFactory factory) {
            df.model(Cached.class).create(Map.of("name", "of the class")).orThrow();
            factory.runInTransaction(em -> em.find(Cached.class, 1L));
            assertThat(factory.getCache().contains(Cached.class, 1L)).isTrue();
        }

        @RepeatedTest(2)
        void is_empty_at_the_start_of_each_test(EntityManagerFactory factory, EntityManager em) {
            assertThat(factory.getCache().contains(Cached.class, 1L)).isFalse();

            Cached twin = new Cached();
            factory.runInTransaction(other -> other.persist(twin));
            assertThat(twin.getId()).isEqualTo(2L);
            factory.runInTransaction(other -> other.find(Cached.class, 2L));
            assertThat(factory.getCache().contains(Cached.class, 2L)).isTrue();
            assertThat(em.find(Cached.class, 1L).name).isEqualTo("of the class");
        }
    }

    @Test
    void the_second_level_cache_is_empty_at_the_start_of_each_test() {
        caching = true;
        try {
            assertThat(Runs.failures(Runs.run(Caching.class))).isEmpty();
        } finally {
            caching = false;
        }
    }

    private static final CyclicBarrier TWO = new CyclicBarrier(2);

    abstract static class SideBySide {
        @RepeatedTest(3)
        void keeps_its_own_entries_while_the_other_begins_and_ends_tests(DataFlow df, EntityManagerFactory factory)
                throws Exception {
            String name = getClass().getSimpleName();
            Object id = df.model(Cached.class)
                    .create(Map.of("name", name))
                    .orThrow()
                    .id();
            TWO.await(60, TimeUnit.SECONDS);
            Cached read = factory.callInTransaction(em -> em.find(Cached.class, id));
            assertThat(read.name).isEqualTo(name);
            if (this instanceof Ends) {
                return;
            }
            Thread.sleep(50);
            assertThat(factory.getCache().contains(Cached.class, id)).isTrue();
        }
    }

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Cached.class)
    static class Ends extends SideBySide {}

    @EnabledIfSystemProperty(named = Runs.ENABLED, matches = "true")
    @DataFlowTest(models = Cached.class)
    static class Stays extends SideBySide {}

    @Test
    void classes_side_by_side_have_a_cache_each() {
        caching = true;
        try {
            var results = Runs.runInParallel(Ends.class, Stays.class);

            assertThat(Runs.failures(results)).isEmpty();
            results.testEvents().assertStatistics(stats -> stats.succeeded(6));
        } finally {
            caching = false;
        }
    }

    /** Gives Hibernate a cache as an application's settings would; named in {@code META-INF/services}. */
    public static final class WhenAsked implements ServiceContributor {
        @Override
        public void contribute(StandardServiceRegistryBuilder builder) {
            if (caching) {
                builder.applySetting(CacheSettings.CACHE_REGION_FACTORY, InMemory.class.getName());
            }
        }
    }

    /** The simplest cache that Hibernate takes; one for the whole JVM, as some caches of applications are. */
    public static final class InMemory extends RegionFactoryTemplate {
        private static final Map<String, Storage> OF_THE_JVM = new ConcurrentHashMap<>();

        private static final class Storage implements DomainDataStorageAccess {
            private final Map<Object, Object> entries = new ConcurrentHashMap<>();

            @Override
            public @Nullable Object getFromCache(Object key, SharedSessionContractImplementor session) {
                return entries.get(key);
            }

            @Override
            public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
                entries.put(key, value);
            }

            @Override
            public boolean contains(Object key) {
                return entries.containsKey(key);
            }

            @Override
            public void evictData() {
                entries.clear();
            }

            @Override
            public void evictData(Object key) {
                entries.remove(key);
            }

            @Override
            public void release() {
                entries.clear();
            }
        }

        @Override
        protected DomainDataStorageAccess createDomainDataStorageAccess(
                DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
            String region = RegionNameQualifier.INSTANCE.qualify(config.getRegionName(), getOptions());
            return OF_THE_JVM.computeIfAbsent(region, name -> new Storage());
        }

        @Override
        protected StorageAccess createQueryResultsRegionStorageAccess(String name, SessionFactoryImplementor factory) {
            return new Storage();
        }

        @Override
        protected StorageAccess createTimestampsRegionStorageAccess(String name, SessionFactoryImplementor factory) {
            return new Storage();
        }

        @Override
        protected void prepareForUse(SessionFactoryOptions options, Map<String, Object> settings) {}

        @Override
        protected void releaseFromUse() {}
    }
}
