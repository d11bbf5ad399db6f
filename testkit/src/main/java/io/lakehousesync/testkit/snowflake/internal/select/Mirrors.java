package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SourceReference;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.value.EngineRows;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code TABLE(SNOWFLAKE.POSTGRES.LIST_MIRRORS())}: the mirrors of the Postgres instances that the
 * role owns.
 *
 * <p>Source: docs.snowflake.com, "Manage and monitor mirrors"
 * (/en/user-guide/snowflake-postgres/postgres-data-mirroring-manage). The function needs the
 * application role postgres_mirror_admin, which only ACCOUNTADMIN has in the stand-in. The names of
 * the columns are the stand-in's.
 */
record Mirrors(List<List<String>> rows) implements TableSource {
  private static final Map<String, String> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("MIRROR_NAME", "VARCHAR");
    TYPES.put("POSTGRES_INSTANCE", "VARCHAR");
  }

  /** Parses the function's name after SNOWFLAKE. */
  static SourceReference parse(TokenStream in) {
    in.expectSymbol(".");
    in.expect("POSTGRES");
    in.expectSymbol(".");
    in.expect("LIST_MIRRORS");
    in.expectSymbol("(");
    in.expectSymbol(")");
    return Mirrors::of;
  }

  private static Mirrors of(StatementContext context) {
    if (!context.access().isAdmin()) {
      throw SnowflakeError.objectDoesNotExist("SNOWFLAKE.POSTGRES.LIST_MIRRORS");
    }
    return new Mirrors(
        context.account().mirrors().entrySet().stream()
            .filter(
                mirror ->
                    context
                        .access()
                        .owns(Securable.of(ObjectKind.POSTGRES_INSTANCE, mirror.getValue())))
            .map(
                mirror ->
                    List.of(
                        EngineSql.literal(mirror.getKey()), EngineSql.literal(mirror.getValue())))
            .toList());
  }

  @Override
  public List<String> columns() {
    return List.copyOf(TYPES.keySet());
  }

  @Override
  public List<String> unreadableColumns() {
    return List.of();
  }

  @Override
  public String sql(DataFiles files) {
    return EngineRows.sql(TYPES, rows);
  }
}
