package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.storage.StagedFile;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a directory table. Source: docs.snowflake.com, "Query directory tables"
 * (/en/user-guide/data-load-dirtables-query). FILE_URL has Snowflake's form, but no server responds
 * to it.
 */
final class StagedFileColumns {
  static final List<String> NAMES =
      List.of("RELATIVE_PATH", "SIZE", "LAST_MODIFIED", "MD5", "ETAG", "FILE_URL");

  /** The types of the engine (DuckDB) by column name. */
  static final Map<String, String> TYPES = types();

  private StagedFileColumns() {}

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    NAMES.forEach(name -> types.put(name, "VARCHAR"));
    types.put("SIZE", "DECIMAL(38,0)");
    types.put("LAST_MODIFIED", "TIMESTAMP WITH TIME ZONE");
    return types;
  }

  /** Returns the values of a file as the engine's literals. */
  static List<String> literals(StagedFile file) {
    return List.of(
        EngineSql.literal(file.path()),
        Long.toString(file.size()),
        EngineSql.literal(file.lastModified()),
        EngineSql.literal(file.etag()),
        EngineSql.literal(file.etag()),
        EngineSql.literal("https://standin.snowflakecomputing.com/api/files/" + file.path()));
  }
}
