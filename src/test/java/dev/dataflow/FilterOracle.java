package dev.dataflow;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a filter means, said in plain Java: the rows that the database answers must be these. */
final class FilterOracle {
    private FilterOracle() {}

    static boolean meets(Map<String, Object> row, Filter filter) {
        FilterNode node = (FilterNode) filter;
        if (node instanceof Comparison comparison) {
            Object left = at(row, comparison.path());
            Object right =
                    comparison.value() instanceof AttributeRef other ? at(row, other.path()) : comparison.value();
            return compare(left, comparison.operator().name(), right);
        }
        if (node instanceof Membership membership) {
            Object value = at(row, membership.path());
            return membership.among().stream().anyMatch(candidate -> among(membership, value, candidate));
        }
        if (node instanceof TextMatch match) {
            return at(row, match.path()) instanceof String text && matches(text, match);
        }
        if (node instanceof Quantified quantified) {
            return quantified(row, quantified);
        }
        if (node instanceof Presence presence) {
            return present(row, presence);
        }
        if (node instanceof Negation negation) {
            return !meets(row, negation.inner());
        }
        Junction junction = (Junction) node;
        return junction.kind() == Junction.Kind.AND
                ? junction.parts().stream().allMatch(part -> meets(row, part))
                : junction.parts().stream().anyMatch(part -> meets(row, part));
    }

    private static boolean among(Membership node, Object value, Object candidate) {
        return node.anyCase() && value instanceof String text && candidate instanceof String other
                ? text.equalsIgnoreCase(other)
                : equal(value, candidate);
    }

    /** A row of another entity; where it is compared, it stands for its id. */
    static final class Node extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1;

        Node(Map<String, Object> values) {
            super(values);
        }

        /** A row's own associations may lead back to it. */
        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    @SuppressWarnings("unchecked") // elements are rows or named values
    private static boolean quantified(Map<String, Object> row, Quantified node) {
        List<Map<String, Object>> elements =
                at(row, node.path()) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
        return switch (node.quantifier()) {
            case SOME -> elements.stream().anyMatch(element -> meets(element, node.inner()));
            case NONE -> elements.stream().noneMatch(element -> meets(element, node.inner()));
            case EVERY -> elements.stream().allMatch(element -> meets(element, node.inner()));
        };
    }

    private static boolean present(Map<String, Object> row, Presence node) {
        String path = node.key() == null ? node.path() : node.path() + '.' + node.key();
        int dot = path.lastIndexOf('.');
        Object parent = dot < 0 ? row : at(row, path.substring(0, dot));
        String last = path.substring(dot + 1);
        if (parent instanceof Map<?, ?> map) {
            return map.containsKey(last);
        }
        return parent instanceof List<?> list
                && (last.startsWith("-")
                        ? list.size() >= -Integer.parseInt(last)
                        : last.matches("\\d+") && Integer.parseInt(last) < list.size());
    }

    private static boolean compare(Object left, String operator, Object right) {
        return switch (operator) {
            case "EQ" -> equal(left, right);
            case "NE" -> !equal(left, right);
            default -> sameKind(left, right) && ordered(order(left, right), operator);
        };
    }

    private static boolean ordered(int order, String operator) {
        return switch (operator) {
            case "GT" -> order > 0;
            case "GTE" -> order >= 0;
            case "LT" -> order < 0;
            default -> order <= 0;
        };
    }

    private static boolean sameKind(Object left, Object right) {
        return left != null
                && right != null
                && ((left instanceof Number && right instanceof Number) || left.getClass() == right.getClass());
    }

    static boolean equal(Object left, Object right) {
        if (left instanceof Number && right instanceof Number) {
            return order(left, right) == 0;
        }
        if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> other) {
            return one.keySet().equals(other.keySet())
                    && one.keySet().stream().allMatch(key -> equal(one.get(key), other.get(key)));
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            return one.size() == other.size()
                    && java.util.stream.IntStream.range(0, one.size()).allMatch(i -> equal(one.get(i), other.get(i)));
        }
        return Objects.equals(left, right);
    }

    @SuppressWarnings("unchecked") // only what is of one kind gets here
    static int order(Object left, Object right) {
        return left instanceof Number
                ? new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()))
                : ((Comparable<Object>) left).compareTo(right);
    }

    /** The order of values of different types, as PostgreSQL has it for jsonb. */
    static int jsonOrder(Object left, Object right) {
        int byType = Integer.compare(type(left), type(right));
        return byType == 0 ? order(left, right) : byType;
    }

    private static int type(Object value) {
        return value instanceof String ? 0 : value instanceof Number ? 1 : 2;
    }

    private static boolean matches(String value, TextMatch match) {
        String text = match.anyCase() ? match.text().toLowerCase(java.util.Locale.ROOT) : match.text();
        String subject = match.anyCase() ? value.toLowerCase(java.util.Locale.ROOT) : value;
        return switch (match.kind()) {
            case WHOLE -> subject.equals(text);
            case CONTAINS -> subject.contains(text);
            case STARTS_WITH -> subject.startsWith(text);
            case ENDS_WITH -> subject.endsWith(text);
            case PATTERN -> like(subject, text);
        };
    }

    private static boolean like(String subject, String pattern) {
        if (pattern.isEmpty()) {
            return subject.isEmpty();
        }
        char first = pattern.charAt(0);
        if (first == '%') {
            for (int i = 0; i <= subject.length(); i++) {
                if (like(subject.substring(i), pattern.substring(1))) {
                    return true;
                }
            }
            return false;
        }
        int width = first == '\\' ? 2 : 1;
        char wanted = pattern.charAt(width - 1);
        return !subject.isEmpty()
                && (first == '_' || subject.charAt(0) == wanted)
                && like(subject.substring(1), pattern.substring(width));
    }

    /** Answers what a path without quotes leads to; an association is its id in a row. */
    static Object at(Map<String, Object> row, String path) {
        Object value = row;
        for (String key : path.split("\\.")) {
            if (value instanceof Map<?, ?> map) {
                value = map.get(key);
            } else if (value instanceof Collection<?> && key.matches("-?\\d+")) {
                List<?> list = (List<?>) value;
                int index = Integer.parseInt(key) < 0 ? list.size() + Integer.parseInt(key) : Integer.parseInt(key);
                value = index >= 0 && index < list.size() ? list.get(index) : null;
            } else if (!(value instanceof Long && key.equals("id"))) {
                return null;
            }
        }
        return value instanceof Node node ? node.get("id") : value;
    }
}
