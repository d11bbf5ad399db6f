package io.lakehousesync.snowflake.internal.sql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads single fields from the small JSON texts that Snowflake's functions return. A text that is
 * not valid JSON has the fields that stand before the error. Time is proportional to the length of
 * the text; the depth of its objects and arrays does not matter.
 */
public final class JsonText {
  private JsonText() {}

  /**
   * Returns the value of the first field with that name whose value is a string, a number, a
   * boolean or null. Empty if there is no such field, or its value is null.
   */
  public static Optional<String> field(String json, String name) {
    JsonFields fields = new JsonFields(json);
    while (fields.next()) {
      if (fields.name().equals(name)) {
        return fields.isNull() ? Optional.empty() : Optional.of(fields.value());
      }
    }
    return Optional.empty();
  }

  /** Returns all fields that hold a string, at any depth. */
  public static Map<String, String> fields(String json) {
    Map<String, String> strings = new LinkedHashMap<>();
    JsonFields fields = new JsonFields(json);
    while (fields.next()) {
      if (fields.isString()) {
        strings.put(fields.name(), fields.value());
      }
    }
    return strings;
  }
}
