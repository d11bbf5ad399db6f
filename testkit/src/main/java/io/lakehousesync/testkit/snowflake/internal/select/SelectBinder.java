package io.lakehousesync.testkit.snowflake.internal.select;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.SelectText;
import io.lakehousesync.testkit.snowflake.internal.statement.SourceReference;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.value.CastTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Rewrites the syntax tree of one SELECT, so that its names refer to the account's tables. Each
 * table becomes a view in the engine (DuckDB), types become the engine's types, and columns get
 * Snowflake's labels.
 *
 * <p>The engine ignores the case of names, but Snowflake does not. Therefore each part of a
 * column's name must match a column, a table or an alias of the statement exactly, including case.
 * If it does not, the statement fails with error 000904.
 */
final class SelectBinder {
  private final SelectText text;
  private final StatementContext context;
  private final Map<String, TableSource> views = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> commonTables = new HashSet<>();

  SelectBinder(SelectText text, StatementContext context) {
    this.text = text;
    this.context = context;
  }

  /**
   * Rewrites the tree. Returns the sources for which the caller must create views, by the names of
   * the views.
   */
  Map<String, TableSource> bind(JsonNode statement) {
    List<ObjectNode> columns = new ArrayList<>();
    List<ObjectNode> tables = new ArrayList<>();
    List<ObjectNode> stars = new ArrayList<>();
    walk(
        statement,
        node -> {
          node.path("cte_map").path("map").forEach(cte -> commonTable(cte.path("key").asText()));
          if (node.has("alias")) {
            names.add(node.get("alias").asText());
          }
          switch (node.path("type").asText()) {
            case "COLUMN_REF" -> columns.add(node);
            case "BASE_TABLE" -> tables.add(node);
            case "STAR" -> stars.add(node);
            case "TYPE" -> CastTypes.rewrite(node);
            default -> {}
          }
        });
    label(statement.path("node"));
    tables.forEach(this::bindTable);
    columns.forEach(column -> column.path("column_names").forEach(this::requireName));
    stars.forEach(this::checkStar);
    StructuredColumns.check(
        statement.path("node"),
        views.values().stream()
            .flatMap(source -> source.structuredColumns().stream())
            .collect(Collectors.toSet()));
    return views;
  }

  private static void walk(JsonNode node, Consumer<ObjectNode> visitor) {
    if (node instanceof ObjectNode object) {
      visitor.accept(object);
    }
    List<JsonNode> children = new ArrayList<>();
    node.forEach(children::add);
    children.forEach(child -> walk(child, visitor));
  }

  private void commonTable(String name) {
    names.add(name);
    commonTables.add(name);
  }

  private void bindTable(ObjectNode table) {
    List<String> parts = new ArrayList<>();
    table.path("qualified_name").path("path").forEach(part -> parts.add(part.asText()));
    String last = parts.get(parts.size() - 1);
    names.add(last);
    if (parts.size() == 1 && commonTables.contains(last)) {
      return;
    }
    TableSource source = source(parts);
    names.addAll(source.columns());
    String view = "source$" + views.size();
    views.put(view, source);
    if (!table.has("alias")) {
      table.put("alias", last);
    }
    table.remove(List.of("schema_name", "catalog_name"));
    table.put("table_name", view);
    table.putObject("qualified_name").putArray("path").add(view);
  }

  private TableSource source(List<String> parts) {
    SourceReference reference = parts.size() == 1 ? text.sources().get(parts.get(0)) : null;
    if (reference != null) {
      return reference.open(context);
    }
    ObjectName name = new QualifiedName(parts).resolve(context.session());
    ObjectKind kind = context.account().isStream(name) ? ObjectKind.STREAM : ObjectKind.TABLE;
    context.access().require(Securable.inSchema(kind, name), "SELECT");
    return SourceResolver.require(name, context);
  }

  private void requireName(JsonNode name) {
    if (!names.contains(name.asText())) {
      throw SnowflakeError.invalidIdentifier(name.asText());
    }
  }

  private void checkStar(ObjectNode star) {
    if (star.has("relation_name")) {
      requireName(star.get("relation_name"));
    }
    for (TableSource source : views.values()) {
      if (!source.unreadableColumns().isEmpty()) {
        throw SnowflakeError.notSupported(
            "the stand-in cannot read the columns " + source.unreadableColumns());
      }
    }
  }

  /** Labels columns as Snowflake does: a column without alias has the text of its expression. */
  private void label(JsonNode query) {
    if (query.path("type").asText().equals("SET_OPERATION_NODE")) {
      label(query.path("children").path(0));
      return;
    }
    byte[] sql = text.sql().getBytes(UTF_8);
    for (JsonNode item : (Iterable<JsonNode>) query.path("select_list")::elements) {
      String type = item.path("type").asText();
      int from = item.path("query_location").asInt(-1);
      int length = item.path("query_location_length").asInt(0);
      boolean labelled = item.has("alias") || type.equals("COLUMN_REF") || type.equals("STAR");
      if (!labelled && from >= 0 && length > 0 && from + length <= sql.length) {
        ((ObjectNode) item).put("alias", text.original(new String(sql, from, length, UTF_8)));
      }
    }
  }
}
