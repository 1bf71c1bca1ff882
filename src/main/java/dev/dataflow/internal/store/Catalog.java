package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the server's catalog has said of the tables of each entity: the same for all tenants, so that their stores share it. Thread-safe. */
public final class Catalog {
    private final Map<EntityMapping, UniqueKeys> uniqueKeys = new ConcurrentHashMap<>();
    private final Map<EntityMapping, LateConstraints> lateConstraints = new ConcurrentHashMap<>();

    UniqueKeys uniqueKeys(EntityMapping mapping) {
        return uniqueKeys.computeIfAbsent(mapping, UniqueKeys::new);
    }

    LateConstraints lateConstraints(EntityMapping mapping) {
        return lateConstraints.computeIfAbsent(mapping, LateConstraints::new);
    }
}
