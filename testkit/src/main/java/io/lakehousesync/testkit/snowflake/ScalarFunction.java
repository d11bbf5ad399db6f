package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Map;

/**
 * A function that the stand-in answers itself, wherever an expression may stand: a source of one
 * row and one column.
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
          new ScalarFunction("TIMESTAMP WITH TIME ZONE", DuckDb.literal(context.clock().instant()));
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
    TableName full = name.table(context.session());
    context.access().require(Securable.inSchema(ObjectKind.STREAM, full), "SELECT");
    StageStream stream = context.catalog().requireStream(full);
    return new ScalarFunction("BOOLEAN", Boolean.toString(!stream.changes(context).isEmpty()));
  }

  private static ScalarFunction autoRefreshStatus(QualifiedName name, StatementContext context) {
    TableName full = name.table(context.session());
    context.access().requireOwnership(Securable.table(full));
    IcebergTable table = context.catalog().requireTable(full);
    return new ScalarFunction("VARCHAR", DuckDb.literal(new AutoRefresher(context).status(table)));
  }

  private static ScalarFunction tableInformation(QualifiedName name, StatementContext context) {
    TableName full = name.table(context.session());
    context.access().requireOwnership(Securable.table(full));
    IcebergTable table = context.catalog().requireTable(full);
    String json = Json.icebergTableInformation(table.served().metadataLocation());
    return new ScalarFunction("VARCHAR", DuckDb.literal(json));
  }

  private static ScalarFunction linkedDatabase(QualifiedName name, StatementContext context) {
    context
        .access()
        .require(Securable.of(ObjectKind.DATABASE, name.last()), "MONITOR", Grant.USAGE);
    Database.Link link =
        context
            .catalog()
            .databases()
            .require(name.last())
            .link()
            .orElseThrow(
                () ->
                    SnowflakeError.notSupported(
                        "'%s' is not a catalog-linked database.".formatted(name.last())));
    return new ScalarFunction("VARCHAR", DuckDb.literal(Json.linkedDatabase(link)));
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
