package io.lakehousesync.testkit.pglake;

import java.util.Map;

/** The server's configuration. */
final class ServerSettings {
  private ServerSettings() {}

  static Map<String, String> all() {
    return Map.of(
        "listen_addresses", "localhost",
        "unix_socket_directories", "",
        "synchronous_commit", "off",
        "full_page_writes", "off",
        // So that SHOW knows them. The library that would define them does not exist here.
        "pg_lake_iceberg.default_location_prefix", "",
        "pg_lake_iceberg.unsupported_numeric_as_double", "on",
        "pg_lake_iceberg.manifest_min_count_to_merge", "100",
        "pg_lake_iceberg.max_snapshot_age", "1800",
        "pg_lake_table.vacuum_compact_min_input_files", "5",
        "pg_lake_engine.orphaned_file_retention_period", "864000");
  }
}
