package dev.dataflow.internal.mapping;

import dev.dataflow.JsonIndex;
import dev.dataflow.internal.json.JsonPath;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.property.access.spi.PropertyAccess;

/** Reads which places of a JSON attribute the model declares an index on. */
final class JsonIndexes {
    private JsonIndexes() {}

    @SuppressWarnings("removal") // Hibernate will replace its accessors and names no successor yet
    static Set<List<String>> pathsOf(PropertyAccess access) {
        Member member = access.getGetter().getMember();
        Set<List<String>> paths = new HashSet<>();
        if (member instanceof AnnotatedElement element) {
            for (JsonIndex index : element.getAnnotationsByType(JsonIndex.class)) {
                if (!index.path().isEmpty()) {
                    paths.add(JsonPath.split(index.path()));
                }
            }
        }
        return Set.copyOf(paths);
    }
}
