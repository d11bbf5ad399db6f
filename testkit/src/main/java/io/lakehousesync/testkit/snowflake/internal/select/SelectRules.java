package io.lakehousesync.testkit.snowflake.internal.select;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The subset of SELECT that the stand-in accepts, as rules on the syntax tree of the engine
 * (DuckDB): the kinds of nodes, the fields that each kind may have, and the functions. The subset
 * contains only syntax that has the same meaning in Snowflake and in the engine. All other syntax
 * fails with error 001003, even if Snowflake knows it.
 *
 * <p>Sources on docs.snowflake.com: "Query syntax" (/en/sql-reference/constructs) and "Function and
 * stored procedure reference" (/en/sql-reference/functions-all). Omitted on purpose: division and
 * modulo (their scale differs), window functions, TRY_CAST, QUALIFY, GROUP BY ALL and grouping
 * sets. AVG returns a FLOAT in the stand-in and a NUMBER in Snowflake. A FLOAT that is cast to
 * VARCHAR is formatted differently.
 */
public final class SelectRules {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "count_star",
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "upper",
          "lower",
          "abs",
          "round",
          "floor",
          "ceil",
          "length",
          "trim",
          "nullif",
          "startswith",
          "regexp_like",
          "to_number",
          "try_to_number",
          "split_part",
          "replace",
          "md5_number_lower64",
          "hex_encode",
          "to_varchar",
          "convert_timezone",
          "parse_json$path",
          "+",
          "-",
          "*",
          "||",
          "~~",
          "!~~");

  /** With a second argument, these return a list of values in the engine. */
  private static final Set<String> EXTREMES = Set.of("min", "max");

  /** Fields of every node that do not affect its meaning, or that are checked by name. */
  private static final Set<String> COMMON =
      Set.of(
          "type",
          "class",
          "alias",
          "query_location",
          "query_location_length",
          "qualified_name",
          "literal");

  /**
   * The kinds of nodes, with the fields that each kind may have in addition to the common fields.
   */
  private static final Map<String, Set<String>> NODES =
      Map.ofEntries(
          Map.entry(
              "SELECT_NODE",
              Set.of(
                  "modifiers",
                  "cte_map",
                  "select_list",
                  "from_table",
                  "where_clause",
                  "group_expressions",
                  "group_sets",
                  "aggregate_handling",
                  "having")),
          Map.entry(
              "SET_OPERATION_NODE",
              Set.of("modifiers", "cte_map", "setop_type", "setop_all", "children")),
          Map.entry("ORDER_MODIFIER", Set.of("orders")),
          Map.entry("ASCENDING", Set.of("null_order", "expression")),
          Map.entry("DESCENDING", Set.of("null_order", "expression")),
          Map.entry("ORDER_DEFAULT", Set.of("null_order", "expression")),
          Map.entry("LIMIT_MODIFIER", Set.of("limit", "offset")),
          Map.entry("DISTINCT_MODIFIER", Set.of()),
          Map.entry("EMPTY", Set.of()),
          Map.entry("BASE_TABLE", Set.of("table_name", "schema_name", "catalog_name")),
          Map.entry(
              "JOIN",
              Set.of(
                  "left",
                  "right",
                  "condition",
                  "join_type",
                  "ref_type",
                  "using_columns",
                  "is_implicit")),
          Map.entry("SUBQUERY", Set.of("subquery", "subquery_type", "child", "comparison_type")),
          Map.entry("STAR", Set.of("relation_name")),
          Map.entry("COLUMN_REF", Set.of("column_names")),
          Map.entry("VALUE_CONSTANT", Set.of()),
          Map.entry("VALUE_PARAMETER", Set.of("identifier")),
          Map.entry(
              "FUNCTION",
              Set.of("function_name", "order_bys", "distinct", "is_operator", "arguments")),
          Map.entry("OPERATOR_CAST", Set.of("child", "type_expr")),
          Map.entry("TYPE", Set.of("type_name", "children")),
          Map.entry("CASE_EXPR", Set.of("case_checks", "else_expr")),
          Map.entry("COMPARE_EQUAL", Set.of("left", "right")),
          Map.entry("COMPARE_NOTEQUAL", Set.of("left", "right")),
          Map.entry("COMPARE_LESSTHAN", Set.of("left", "right")),
          Map.entry("COMPARE_GREATERTHAN", Set.of("left", "right")),
          Map.entry("COMPARE_LESSTHANOREQUALTO", Set.of("left", "right")),
          Map.entry("COMPARE_GREATERTHANOREQUALTO", Set.of("left", "right")),
          Map.entry("COMPARE_BETWEEN", Set.of("input", "lower", "upper")),
          Map.entry("COMPARE_IN", Set.of("children")),
          Map.entry("COMPARE_NOT_IN", Set.of("children")),
          Map.entry("CONJUNCTION_AND", Set.of("children")),
          Map.entry("CONJUNCTION_OR", Set.of("children")),
          Map.entry("OPERATOR_NOT", Set.of("children")),
          Map.entry("OPERATOR_IS_NULL", Set.of("children")),
          Map.entry("OPERATOR_IS_NOT_NULL", Set.of("children")),
          Map.entry("OPERATOR_COALESCE", Set.of("children")));

  /** The allowed values of fields. Fields that are not listed may have any value. */
  private static final Map<String, Set<String>> VALUES =
      Map.of(
          "setop_type", Set.of("UNION"),
          "aggregate_handling", Set.of("STANDARD_HANDLING"),
          "join_type", Set.of("INNER", "LEFT", "RIGHT", "OUTER"),
          "ref_type", Set.of("REGULAR", "CROSS"),
          "function_name", FUNCTIONS);

  private SelectRules() {}

  /**
   * Checks one statement.
   *
   * @throws SnowflakeError 001003 if it is outside of the subset
   */
  static void check(JsonNode node) {
    if (node.isArray()) {
      node.forEach(SelectRules::check);
    } else if (node.isObject()) {
      checkObject(node);
    }
  }

  private static void checkObject(JsonNode node) {
    Set<String> allowed = null;
    if (node.has("type")) {
      String type = node.get("type").asText();
      allowed = NODES.get(type);
      if (allowed == null) {
        throw refuse(type);
      }
    }
    if (EXTREMES.contains(node.path("function_name").asText())
        && node.path("arguments").size() != 1) {
      throw refuse(node.get("function_name").asText() + " of more than one argument");
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (allowed != null && !allowed.contains(name) && !COMMON.contains(name)) {
        throw refuse(node.get("type").asText() + " with " + name);
      }
      checkField(name, node.get(name));
    }
  }

  private static void checkField(String name, JsonNode value) {
    Set<String> values = VALUES.get(name);
    boolean manySets = name.equals("group_sets") && value.size() != 1;
    boolean orderedAggregate = name.equals("order_bys") && value.has("orders");
    boolean orderByAll = name.equals("expression") && value.path("type").asText().equals("STAR");
    boolean unknownValue = values != null && !values.contains(value.asText());
    if (manySets || orderedAggregate || orderByAll || unknownValue) {
      throw refuse(unknownValue ? value.asText() : name);
    }
    check(value);
  }

  private static SnowflakeError refuse(String what) {
    return SnowflakeError.notSupported(
        "syntax error: '" + what + "' is unknown or not in the stand-in's subset of SELECT.");
  }
}
