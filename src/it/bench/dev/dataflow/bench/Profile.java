package dev.dataflow.bench;

import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of a customer, for contenders that leave it to their users: the same Jackson that Hibernate uses. */
public final class Profile {
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private Profile() {}

    /** Answers the map that is in a text. */
    public static Map<String, Object> parse(String json) {
        return JsonMapper.shared().readValue(json, MAP);
    }

    /** Answers the text of a map. */
    public static String text(Map<String, Object> profile) {
        return JsonMapper.shared().writeValueAsString(profile);
    }
}
