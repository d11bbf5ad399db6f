package io.lakehousesync.testkit.snowflake.internal.value;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The types that CAST supports, with the corresponding types of the engine (DuckDB). In Snowflake
 * all integers are NUMBER(38,0), and all floats have 8 bytes. Source: docs.snowflake.com, "Numeric
 * data types" (/en/sql-reference/data-types-numeric). VARCHAR with a length is rejected.
 */
public final class CastTypes {
  private static final String NUMBER = "DECIMAL";
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("NUMBER", NUMBER),
          Map.entry("DECIMAL", NUMBER),
          Map.entry("NUMERIC", NUMBER),
          Map.entry("INT", NUMBER),
          Map.entry("INTEGER", NUMBER),
          Map.entry("BIGINT", NUMBER),
          Map.entry("SMALLINT", NUMBER),
          Map.entry("TINYINT", NUMBER),
          Map.entry("FLOAT", "DOUBLE"),
          Map.entry("DOUBLE", "DOUBLE"),
          Map.entry("REAL", "DOUBLE"),
          Map.entry("VARCHAR", "VARCHAR"),
          Map.entry("STRING", "VARCHAR"),
          Map.entry("TEXT", "VARCHAR"),
          Map.entry("BOOLEAN", "BOOLEAN"),
          Map.entry("DATE", "DATE"),
          Map.entry("TIME", "TIME"),
          Map.entry("TIMESTAMP", "TIMESTAMP"),
          Map.entry("TIMESTAMP_NTZ", "TIMESTAMP"),
          Map.entry("DATETIME", "TIMESTAMP"),
          Map.entry("TIMESTAMP_LTZ", "TIMESTAMP WITH TIME ZONE"));

  private CastTypes() {}

  /** Returns the engine's type of this name, without arguments. */
  static Optional<String> engineType(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }

  /** Rewrites a TYPE node of the syntax tree to the engine's type. */
  public static void rewrite(ObjectNode type) {
    String name = type.path("type_name").asText().toUpperCase(Locale.ROOT);
    String engineType = TYPES.get(name);
    boolean hasArguments = type.path("children").size() > 0;
    boolean takesArguments = NUMBER.equals(engineType) && !name.endsWith("INT");
    if (engineType == null || (hasArguments && !takesArguments)) {
      throw SnowflakeError.notSupported("unsupported data type '" + name + "'.");
    }
    if (NUMBER.equals(engineType) && !hasArguments) {
      ArrayNode children = type.putArray("children");
      children.add(constant("38"));
      children.add(constant("0"));
    }
    type.put("type_name", engineType);
    type.putObject("qualified_name").putArray("path").add(engineType);
  }

  private static ObjectNode constant(String value) {
    ObjectNode constant = Json.object().put("class", "CONSTANT").put("type", "VALUE_CONSTANT");
    constant.putObject("literal").put("kind", "INTEGER").put("text", value);
    return constant;
  }
}
