package io.lakehousesync.testkit.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Answers SELECT: the engine parses, {@link SelectRules} and {@link SelectBinder} judge and rewrite
 * the syntax tree, and the engine runs what is printed from it. Each statement has a connection and
 * views of its own. Thread-safe.
 */
final class SelectEngine {
  private final DuckDb duckDb;
  private final DataFiles files;

  SelectEngine(DuckDb duckDb, DataFiles files) {
    this.duckDb = duckDb;
    this.files = files;
  }

  Result execute(SelectText text, StatementContext context) {
    return execute(text, context, source -> {});
  }

  /** As the other, and tells what was read from. */
  Result execute(SelectText text, StatementContext context, Consumer<TableSource> sources) {
    try (Connection connection = duckDb.connect()) {
      setTimeZone(connection, context.session().parameter("TIMEZONE"));
      String sql = bind(connection, text, context, sources);
      try (PreparedStatement query = prepare(connection, sql)) {
        BoundValues.set(query, context.bindings());
        try (ResultSet rows = query.executeQuery()) {
          return ResultReader.read(rows);
        }
      }
    } catch (SQLException e) {
      throw SnowflakeError.executionFailed(firstLine(e), e);
    }
  }

  /** The columns only. Bind variables need not have values yet. */
  Result describe(SelectText text, StatementContext context) {
    Bindings given = context.bindings();
    Bindings bindings = given.values().isEmpty() ? Bindings.nulls(text.variables()) : given;
    return execute(text, context.withBindings(bindings)).withoutRows();
  }

  /**
   * Converts rows.
   *
   * @param types the engine's types by the names of the columns, in order
   * @param rows the engine's literals
   */
  Result cast(Map<String, String> types, List<List<String>> rows, Session session) {
    try (Connection connection = duckDb.connect();
        java.sql.Statement statement = connection.createStatement()) {
      setTimeZone(connection, session.parameter("TIMEZONE"));
      try (ResultSet converted = statement.executeQuery(EngineRows.sql(types, rows))) {
        return ResultReader.read(converted);
      }
    } catch (SQLException e) {
      throw SnowflakeError.executionFailed(firstLine(e), e);
    }
  }

  private String bind(
      Connection connection,
      SelectText text,
      StatementContext context,
      Consumer<TableSource> sources)
      throws SQLException {
    JsonNode tree = parse(connection, text.sql());
    SelectRules.check(tree.path("statements").path(0).path("node"));
    Map<String, TableSource> views =
        new SelectBinder(text, context).bind(tree.path("statements").path(0));
    views.values().forEach(sources);
    try (java.sql.Statement statement = connection.createStatement()) {
      for (Map.Entry<String, TableSource> view : views.entrySet()) {
        statement.execute(
            "CREATE TEMP VIEW %s AS %s"
                .formatted(DuckDb.identifier(view.getKey()), view.getValue().sql(files)));
      }
    }
    return oneString(connection, "SELECT json_deserialize_sql(?::JSON)", tree.toString());
  }

  private static JsonNode parse(Connection connection, String sql) throws SQLException {
    String json =
        oneString(
            connection,
            """
            SELECT json_serialize_sql(
              ?::VARCHAR, skip_null := true, skip_empty := true, skip_default := true)
            """,
            sql);
    JsonNode tree = Json.read(json);
    if (tree.path("error").asBoolean()) {
      throw SnowflakeError.notSupported(tree.path("error_message").asText());
    }
    return tree;
  }

  private static PreparedStatement prepare(Connection connection, String sql) {
    try {
      return connection.prepareStatement(sql);
    } catch (SQLException e) {
      throw SnowflakeError.notSupported(firstLine(e));
    }
  }

  private static void setTimeZone(Connection connection, String zone) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = " + DuckDb.literal(zone));
    }
  }

  private static String oneString(Connection connection, String sql, String argument)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, argument);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
