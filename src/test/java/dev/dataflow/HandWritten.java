package dev.dataflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The filters of {@link Shop} as someone would write them by hand who cares for nothing but that they are right: every path is a scalar
 * subquery, every value a literal, every condition true or false.
 */
final class HandWritten {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Map<String, String> TABLES = Map.of("order", "orders");

    /** Associations to one entity: the attribute of an entity, and the entity and condition of the row it leads to. */
    private static final Map<String, List<String>> TO_ONE = Map.of(
            "order.customer", List.of("customer", "%2$s.id = %1$s.customer_id"),
            "customer.region", List.of("region", "%2$s.id = %1$s.region_id"),
            "region.parent", List.of("region", "%2$s.id = %1$s.parent_id"),
            "item.order", List.of("order", "%2$s.id = %1$s.order_id"),
            "customer.card", List.of("card", "%2$s.customer_id = %1$s.id"));

    private static final Map<String, List<String>> TO_MANY = Map.of(
            "order.items", List.of("item", "item %2$s", "%2$s.order_id = %1$s.id"),
            "customer.orders", List.of("order", "orders %2$s", "%2$s.customer_id = %1$s.id"),
            "customer.clubs",
                    List.of(
                            "club",
                            "club %2$s",
                            "%2$s.id in (select clubs_id from customer_clubs where customer_id = %1$s.id)"),
            "customer.tags", List.of("tags", "customer_tags %2$s", "%2$s.customer_id = %1$s.id"),
            "customer.places", List.of("places", "customer_places %2$s", "%2$s.customer_id = %1$s.id"),
            "customer.scores", List.of("scores", "customer_scores %2$s", "%2$s.customer_id = %1$s.id"));

    private static int aliases;

    private HandWritten() {}

    static List<String> paths(String entity) {
        return switch (entity) {
            case "order" ->
                List.of(
                        "id",
                        "code",
                        "total",
                        "customer",
                        "customer.id",
                        "customer.name",
                        "customer.rating",
                        "customer.address.city",
                        "customer.region",
                        "customer.region.name",
                        "customer.region.parent",
                        "customer.region.parent.rank",
                        "customer.card",
                        "customer.card.number",
                        "customer.profile.age",
                        "customer.profile.list.0");
            case "customer" ->
                List.of(
                        "id",
                        "name",
                        "rating",
                        "address.city",
                        "address.zip",
                        "region",
                        "region.rank",
                        "region.parent.name",
                        "card",
                        "card.id",
                        "card.number",
                        "profile.age",
                        "profile.list",
                        "profile.list.0",
                        "profile.list.-1",
                        "profile.list.k");
            case "item" ->
                List.of("sku", "quantity", "order", "order.total", "order.customer", "order.customer.region.rank");
            default -> List.of("name", "id");
        };
    }

    /** Answers the ids that each filter finds, with one statement for all. */
    static List<List<Long>> find(FacadeDatabase database, String entity, List<Filter> filters) {
        List<String> selects = new ArrayList<>();
        for (Filter filter : filters) {
            selects.add("select coalesce(string_agg(q.id::text, ',' order by q.id), '') from (select * from "
                    + TABLES.getOrDefault(entity, entity) + ") q where " + condition(entity, "q", (FilterNode) filter));
        }
        List<Object> found = database.query("select ids from ("
                + java.util.stream.IntStream.range(0, selects.size())
                        .mapToObj(i -> "select " + i + " as n, (" + selects.get(i) + ") as ids")
                        .collect(Collectors.joining(" union all "))
                + ") each order by n");
        return found.stream()
                .map(ids -> ((String) ids).isEmpty()
                        ? List.<Long>of()
                        : List.of(((String) ids).split(",")).stream()
                                .map(Long::valueOf)
                                .toList())
                .toList();
    }

    private static String condition(String entity, String alias, FilterNode node) {
        if (node instanceof Junction junction) {
            return junction.parts().stream()
                    .map(part -> condition(entity, alias, part))
                    .collect(Collectors.joining(junction.kind() == Junction.Kind.AND ? " and " : " or ", "(", ")"));
        }
        if (node instanceof Negation negation) {
            return "(not " + condition(entity, alias, negation.inner()) + ")";
        }
        if (node instanceof Quantified quantified) {
            return quantified(entity, alias, quantified);
        }
        return "coalesce(" + simple(entity, alias, node) + ", false)";
    }

    private static String quantified(String entity, String alias, Quantified node) {
        String path = node.path();
        int dot = path.lastIndexOf('.');
        if (dot >= 0) {
            // Across the association: no row, no elements.
            List<String> step = TO_ONE.get(entity + '.' + path.substring(0, dot));
            String next = "h" + ++aliases;
            Quantified rest = new Quantified(path.substring(dot + 1), node.quantifier(), node.inner(), node.depth());
            String inner = quantified(step.get(0), next, rest);
            String exists = "exists (select 1 from " + TABLES.getOrDefault(step.get(0), step.get(0)) + " " + next
                    + " where " + step.get(1).formatted(alias, next) + " and ";
            return node.quantifier().name().equals("SOME")
                    ? exists + inner + ")"
                    : "(not " + exists + "not " + inner + "))";
        }
        List<String> collection = TO_MANY.get(entity + '.' + path);
        String element = "h" + ++aliases;
        String inner = condition(collection.get(0), element, node.inner());
        String counted = "(select count(*) from " + collection.get(1).formatted(alias, element) + " where "
                + collection.get(2).formatted(alias, element) + " and ";
        return switch (node.quantifier()) {
            case SOME -> counted + inner + ") > 0";
            case NONE -> counted + inner + ") = 0";
            case EVERY -> counted + "not " + inner + ") = 0";
        };
    }

    private static String simple(String entity, String alias, FilterNode node) {
        if (node instanceof Comparison comparison) {
            return compared(entity, alias, comparison);
        }
        if (node instanceof Membership membership) {
            return membership.among().stream()
                    .map(value -> "coalesce("
                            + compared(
                                    entity,
                                    alias,
                                    new Comparison(membership.path(), dev.dataflow.internal.sql.Operator.EQ, value))
                            + ", false)")
                    .collect(Collectors.joining(" or ", "(", ")"));
        }
        if (node instanceof TextMatch match) {
            return (match.anyCase() ? "lower(%s)" : "%s").formatted(value(entity, alias, match.path())) + " like "
                    + literal(match.kind()
                            .pattern(match.anyCase() ? match.text().toLowerCase(java.util.Locale.ROOT) : match.text()));
        }
        Presence presence = (Presence) node;
        String there = value(entity, alias, presence.path());
        return presence.key() == null
                ? there + " is not null"
                : "(" + there + " -> " + literal(presence.key()) + ") is not null";
    }

    private static String compared(String entity, String alias, Comparison comparison) {
        String left = value(entity, alias, comparison.path());
        Object right = comparison.value();
        if (json(comparison.path())) {
            left = "nullif(" + left + ", 'null')";
        }
        String operator = comparison.operator().name();
        if (right == null) {
            return operator.equals("EQ") ? left + " is null" : operator.equals("NE") ? left + " is not null" : "false";
        }
        String literal = json(comparison.path()) ? literal(JSON.writeValueAsString(right)) + "::jsonb" : literal(right);
        String sql = left
                + Map.of(
                                "EQ",
                                " = ",
                                "NE",
                                " is distinct from ",
                                "GT",
                                " > ",
                                "GTE",
                                " >= ",
                                "LT",
                                " < ",
                                "LTE",
                                " <= ")
                        .get(operator)
                + literal;
        boolean ordered = !operator.equals("EQ") && !operator.equals("NE");
        return ordered && json(comparison.path())
                ? "(" + sql + " and jsonb_typeof(" + left + ") = jsonb_typeof(" + literal + "))"
                : sql;
    }

    private static boolean json(String path) {
        return path.contains("profile");
    }

    /** The value at a path, as a scalar subquery for each association on the way. */
    private static String value(String entity, String alias, String path) {
        int dot = path.indexOf('.');
        String first = dot < 0 ? path : path.substring(0, dot);
        List<String> step = TO_ONE.get(entity + '.' + first);
        if (step != null) {
            String next = "h" + ++aliases;
            return "(select " + value(step.get(0), next, dot < 0 ? "id" : path.substring(dot + 1)) + " from "
                    + TABLES.getOrDefault(step.get(0), step.get(0)) + " " + next + " where "
                    + step.get(1).formatted(alias, next) + ")";
        }
        Map<String, String> columns = new LinkedHashMap<>(Map.of(
                "address.city",
                "city",
                "address.zip",
                "zip",
                "$key",
                "game",
                "$element",
                entity.equals("tags") ? "tag" : "score"));
        if (first.equals("profile")) {
            return dot < 0
                    ? alias + ".profile"
                    : "(" + alias + ".profile #> '{" + path.substring(dot + 1).replace('.', ',') + "}')";
        }
        return alias + '.' + columns.getOrDefault(path, path);
    }

    static String literal(Object value) {
        if (value instanceof Collection<?>) {
            throw new IllegalArgumentException("A list has no literal");
        }
        return value instanceof String text ? "'" + text.replace("'", "''") + "'" : String.valueOf(value);
    }
}
