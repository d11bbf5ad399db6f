package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.account.Database;
import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.autorefresh.AutoRefresher;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.pipeline.StageStream;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SourceReference;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.value.EngineRows;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import java.util.List;
import java.util.Map;

/**
 * A function that the stand-in evaluates itself. A SELECT can call the function wherever an
 * expression is allowed. For the engine (DuckDB), the call is a source with one row and one column.
 *
 * <p>Sources on docs.snowflake.com: "SYSTEM$STREAM_HAS_DATA"
 * (/en/sql-reference/functions/system_stream_has_data), "SYSTEM$AUTO_REFRESH_STATUS"
 * (/en/sql-reference/functions/system_auto_refresh_status), "SYSTEM$GET_ICEBERG_TABLE_INFORMATION"
 * (/en/sql-reference/functions/system_get_iceberg_table_information),
 * "SYSTEM$GET_CATALOG_LINKED_DATABASE_CONFIG"
 * (/en/sql-reference/functions/system_get_catalog_linked_database_config), "CURRENT_TIMESTAMP"
 * (/en/sql-reference/functions/current_timestamp).
 *
 * @param type the engine's type
 * @param literal the value as the engine's literal
 */
record ScalarFunction(String type, String literal) implements TableSource {
  static final String COLUMN = "SYSTEM$VALUE";

  private static final String TIMESTAMP = "CURRENT_TIMESTAMP";

  /** A function with one argument, the name of an object as a string. */
  private interface ByName {
    ScalarFunction call(QualifiedName name, StatementContext context);
  }

  private static final Map<String, ByName> FUNCTIONS =
      Map.of(
          "SYSTEM$AUTO_REFRESH_STATUS", ScalarFunction::autoRefreshStatus,
          "SYSTEM$GET_CATALOG_LINKED_DATABASE_CONFIG", ScalarFunction::linkedDatabase,
          "SYSTEM$STREAM_HAS_DATA", ScalarFunction::streamHasData,
          "SYSTEM$GET_ICEBERG_TABLE_INFORMATION", ScalarFunction::tableInformation);

  static boolean isNext(TokenStream in) {
    return in.isNext(TIMESTAMP) || FUNCTIONS.keySet().stream().anyMatch(in::isNext);
  }

  static SourceReference parse(TokenStream in) {
    if (in.accept(TIMESTAMP)) {
      if (in.acceptSymbol("(")) {
        in.expectSymbol(")");
      }
      return context ->
          new ScalarFunction(
              "TIMESTAMP WITH TIME ZONE", EngineSql.literal(context.clock().instant()));
    }
    ByName function = FUNCTIONS.get(in.word());
    if (function == null) {
      throw in.unexpected();
    }
    in.expectSymbol("(");
    QualifiedName name = QualifiedName.parseString(in.string());
    in.expectSymbol(")");
    return context -> function.call(name, context);
  }

  private static ScalarFunction streamHasData(QualifiedName name, StatementContext context) {
    ObjectName full = name.resolve(context.session());
    context.access().require(Securable.inSchema(ObjectKind.STREAM, full), "SELECT");
    StageStream stream = context.account().requireStream(full);
    boolean hasData =
        !stream.changes(context.session().openTransaction(), context.stages()).isEmpty();
    return new ScalarFunction("BOOLEAN", Boolean.toString(hasData));
  }

  private static ScalarFunction autoRefreshStatus(QualifiedName name, StatementContext context) {
    ObjectName full = name.resolve(context.session());
    context.access().requireOwnership(Securable.table(full));
    IcebergTable table = context.account().requireTable(full);
    return new ScalarFunction(
        "VARCHAR", EngineSql.literal(new AutoRefresher(context).status(table)));
  }

  private static ScalarFunction tableInformation(QualifiedName name, StatementContext context) {
    ObjectName full = name.resolve(context.session());
    context.access().requireOwnership(Securable.table(full));
    IcebergTable table = context.account().requireTable(full);
    return new ScalarFunction("VARCHAR", EngineSql.literal(table.information(context.account())));
  }

  private static ScalarFunction linkedDatabase(QualifiedName name, StatementContext context) {
    context
        .access()
        .require(Securable.of(ObjectKind.DATABASE, name.last()), "MONITOR", Grant.USAGE);
    Database.Link link =
        context
            .account()
            .databases()
            .require(name.last())
            .link()
            .orElseThrow(
                () ->
                    SnowflakeError.notSupported(
                        "'%s' is not a catalog-linked database.".formatted(name.last())));
    return new ScalarFunction("VARCHAR", EngineSql.literal(link.config()));
  }

  @Override
  public List<String> columns() {
    return List.of(COLUMN);
  }

  @Override
  public List<String> unreadableColumns() {
    return List.of();
  }

  @Override
  public String sql(DataFiles files) {
    return EngineRows.sql(Map.of(COLUMN, type), List.of(List.of(literal)));
  }
}
