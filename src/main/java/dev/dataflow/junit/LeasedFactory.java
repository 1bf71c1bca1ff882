package dev.dataflow.junit;

import dev.dataflow.DataFlow;
import dev.dataflow.Model;
import dev.dataflow.Query;
import dev.dataflow.internal.boot.SessionFactories;
import dev.dataflow.internal.session.Sessions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.cfg.CacheSettings;
import org.hibernate.cfg.Environment;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.generator.Generator;
import org.hibernate.id.CompositeNestedGeneratedValueGenerator;
import org.hibernate.id.enhanced.Optimizer;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.id.enhanced.TableGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Hibernate that works for one test class at a time: what it caches, and the ids it takes in advance, belong to the database of that class.
 * Another one for a class that runs beside it costs half a megabyte and less than a tenth of a second.
 */
final class LeasedFactory {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedFactory.class);

    private final Router router = new Router();
    private final SessionFactoryImplementor factory;
    private final List<Optimizer> optimizers;
    private boolean primed;

    /**
     * Starts Hibernate.
     *
     * @param number how many others have been started for these models
     */
    LeasedFactory(int serverVersion, ModelSet models, int number) {
        this.factory = SessionFactories.build(router, serverVersion, models.classes(), settings(number));
        this.optimizers = optimizers(factory);
    }

    private static Map<String, Object> settings(int number) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(Sessions.SINGLE_STATEMENTS, true);
        if (number > 0) {
            // Some caches belong to the whole JVM, region by region.
            String prefix = Environment.getProperties().getProperty(CacheSettings.CACHE_REGION_PREFIX, "");
            settings.put(CacheSettings.CACHE_REGION_PREFIX, prefix + "dataflow-" + number);
        }
        return settings;
    }

    private static List<Optimizer> optimizers(SessionFactoryImplementor factory) {
        List<Optimizer> found = new ArrayList<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> add(entity.getGenerator(), found));
        factory.getMappingMetamodel().forEachCollectionDescriptor(collection -> add(collection.getGenerator(), found));
        return List.copyOf(found);
    }

    private static void add(@Nullable Generator generator, List<Optimizer> found) {
        if (generator instanceof SequenceStyleGenerator sequence) {
            found.add(sequence.getOptimizer());
        } else if (generator instanceof TableGenerator table) {
            found.add(table.getOptimizer());
        } else if (generator instanceof CompositeNestedGeneratedValueGenerator composite) {
            composite.getGenerationPlans().forEach(plan -> add(plan.getGenerator(), found));
        }
    }

    SessionFactoryImplementor factory() {
        return factory;
    }

    /** Works for a class from now on; null: for none. */
    void workFor(@Nullable Route route) {
        router.follow(route);
    }

    /** Forgets entities and ids of a database that has gone back, or is another one now. */
    void forgetWhatIsCached() {
        factory.getCache().evictAllRegions();
        optimizers.forEach(Optimizer::reset);
    }

    /** Lets the first class find its models known: their statements are made, and the server has seen one of each. */
    void prime(DataFlow dataFlow, List<Class<?>> entities) {
        if (!primed) {
            primed = true;
            entities.stream().map(dataFlow::model).forEach(LeasedFactory::prime);
        }
    }

    private static void prime(Model<?> model) {
        try {
            model.count();
            model.findMany(Query.all().limit(1));
        } catch (IllegalStateException e) {
            LOG.debug("A model of tenants is first used when a test has chosen one", e);
        }
    }
}
