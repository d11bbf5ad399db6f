package io.lakehousesync.testkit.snowflake.internal.select;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.SelectQueries;
import io.lakehousesync.testkit.snowflake.internal.statement.SelectText;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.TableColumn;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings;
import io.lakehousesync.testkit.snowflake.internal.value.EngineRows;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Executes SELECT. First the engine parses the text to a syntax tree. Then {@link SelectRules}
 * checks the tree, and {@link SelectBinder} rewrites it. At the end, the engine runs the resulting
 * text. Each statement has its own connection and views. Thread-safe.
 */
public final class SelectEngine implements SelectQueries {
  private final DuckDb duckDb;
  private final DataFiles files;

  public SelectEngine(DuckDb duckDb, DataFiles files) {
    this.duckDb = duckDb;
    this.files = files;
  }

  @Override
  public Result execute(SelectText text, StatementContext context, Consumer<TableSource> sources) {
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

  @Override
  public Result describe(SelectText text, StatementContext context) {
    Bindings given = context.bindings();
    Bindings bindings = given.values().isEmpty() ? Bindings.nulls(text.variables()) : given;
    return execute(text, context.withBindings(bindings)).withoutRows();
  }

  @Override
  public List<TableColumn> columns(ObjectName table, StatementContext context) {
    return IcebergColumns.of(
        context.account().requireTable(table).rows(), SourceResolver.columnNames(table, context));
  }

  @Override
  public Result cast(Map<String, String> types, List<List<String>> rows, Session session) {
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
                .formatted(EngineSql.identifier(view.getKey()), view.getValue().sql(files)));
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
      statement.execute("SET TimeZone = " + EngineSql.literal(zone));
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
