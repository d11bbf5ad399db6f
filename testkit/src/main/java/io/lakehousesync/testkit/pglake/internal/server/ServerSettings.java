package io.lakehousesync.testkit.pglake.internal.server;

import static java.util.Map.entry;

import java.util.Map;

/** The server's configuration. */
final class ServerSettings {
  private ServerSettings() {}

  static Map<String, String> all() {
    return Map.ofEntries(
        entry("listen_addresses", "localhost"),
        entry("unix_socket_directories", ""),
        entry("synchronous_commit", "off"),
        entry("full_page_writes", "off"),
        entry("max_prepared_transactions", "20"),
        // These settings are declared here so that SHOW knows them. In pg_lake, a library declares
        // them. This server does not have that library.
        entry("pg_lake_iceberg.default_location_prefix", ""),
        entry("pg_lake_iceberg.unsupported_numeric_as_double", "on"),
        entry("pg_lake_iceberg.manifest_min_count_to_merge", "100"),
        entry("pg_lake_iceberg.max_snapshot_age", "1800"),
        entry("pg_lake_table.vacuum_compact_min_input_files", "5"),
        entry("pg_lake_engine.orphaned_file_retention_period", "864000"));
  }
}
