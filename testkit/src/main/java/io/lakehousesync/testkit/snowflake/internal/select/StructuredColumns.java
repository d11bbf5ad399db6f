package io.lakehousesync.testkit.snowflake.internal.select;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Allows arrays and objects only as a whole: as a column of a result, in COUNT, and in IS [NOT]
 * NULL. In other places the engine (DuckDB) has another meaning than Snowflake. For example, the
 * LENGTH of a list is its number of elements, and the first element has the number 1.
 */
final class StructuredColumns {
  private final Set<String> names;

  private StructuredColumns(Set<String> names) {
    this.names = names;
  }

  /**
   * Checks a statement.
   *
   * @param names the names of the columns with arrays and objects
   * @throws SnowflakeError 001003 if it uses one of them in another place
   */
  static void check(JsonNode statement, Set<String> names) {
    StructuredColumns columns = new StructuredColumns(new HashSet<>(names));
    int before = 0;
    while (before < columns.names.size()) {
      before = columns.names.size();
      columns.addAliases(statement);
    }
    columns.check(statement, false);
  }

  private void addAliases(JsonNode node) {
    if (node.has("alias") && isStructured(node)) {
      names.add(node.get("alias").asText());
    }
    node.forEach(this::addAliases);
  }

  private boolean isStructured(JsonNode node) {
    JsonNode parts = node.path("column_names");
    return node.path("type").asText().equals("COLUMN_REF")
        && names.contains(parts.path(parts.size() - 1).asText());
  }

  private void check(JsonNode node, boolean allowed) {
    if (!allowed && isStructured(node)) {
      throw SnowflakeError.notSupported(
          "the stand-in knows arrays and objects only as columns of a result, in COUNT and in IS"
              + " NULL: "
              + node.path("column_names"));
    }
    if (node.isArray()) {
      node.forEach(element -> check(element, allowed));
      return;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      boolean passedOn = allowed && !node.has("type");
      check(field.getValue(), passedOn || allows(node, field.getKey()));
    }
  }

  private static boolean allows(JsonNode node, String field) {
    return switch (node.path("type").asText()) {
      case "SELECT_NODE" -> field.equals("select_list");
      case "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL" -> field.equals("children");
      case "FUNCTION" ->
          field.equals("arguments")
              && node.path("function_name").asText().equals("count")
              && !node.path("distinct").asBoolean();
      default -> false;
    };
  }
}
