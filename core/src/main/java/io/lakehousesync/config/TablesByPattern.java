package io.lakehousesync.config;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.postgres.PgLakeTables;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The tables of the keys {@code tables.…}, which are found in the database. */
final class TablesByPattern {
  private TablesByPattern() {}

  /** Returns the problems that can be found without the database. */
  static List<String> problems(Settings settings) {
    List<String> problems = new ArrayList<>();
    if (!settings.sets(SyncKeys.INCLUDE)) {
      for (Key<?> key : List.of(SyncKeys.EXCLUDE, SyncKeys.TARGET, SyncKeys.SETUP_AUTO)) {
        if (settings.sets(key)) {
          problems.add("%s has no effect without %s: remove it.".formatted(key, SyncKeys.INCLUDE));
        }
      }
    }
    return problems;
  }

  /**
   * Returns the described tables, and then the tables that are found by patterns. A heap table that
   * is described is not added a second time.
   *
   * @throws ConfigurationException if no table is found, or two tables have the same Iceberg table
   */
  static Map<String, SyncTable> add(
      Map<String, SyncTable> described, Settings settings, @Nullable DataSource given) {
    Map<String, SyncTable> tables = new LinkedHashMap<>(described);
    if (!settings.sets(SyncKeys.INCLUDE)) {
      return tables;
    }
    Set<TableName> sources = new HashSet<>();
    Map<TableName, String> targets = new HashMap<>();
    described.forEach(
        (name, table) -> {
          sources.add(table.source());
          targets.put(table.target(), name);
        });
    List<String> problems = new ArrayList<>();
    DataSource postgres = given == null ? PostgresConnections.of(settings) : given;
    for (SyncTable table : find(settings, postgres)) {
      if (sources.contains(table.source())) {
        continue;
      }
      String other = targets.get(table.target());
      if (other != null) {
        problems.add(
            "table.%s and %s, which %s includes, are both copied into %s: set %s, or exclude one."
                .formatted(
                    other, table.source(), SyncKeys.INCLUDE, table.target(), SyncKeys.TARGET));
      }
      tables.put(table.source().toString(), table);
    }
    if (tables.isEmpty()) {
      problems.add(
          "%s=%s: the database has no such table."
              .formatted(SyncKeys.INCLUDE, String.join(",", settings.get(SyncKeys.INCLUDE))));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return tables;
  }

  /** Returns the tables that the patterns find now. */
  static List<SyncTable> find(Settings settings, DataSource postgres) {
    PgLakeTables finder =
        PgLakeTables.of(postgres)
            .include(array(settings.get(SyncKeys.INCLUDE)))
            .target(settings.get(SyncKeys.TARGET));
    return settings
        .find(SyncKeys.EXCLUDE)
        .map(excluded -> finder.exclude(array(excluded)))
        .orElse(finder)
        .tables();
  }

  private static String[] array(List<String> names) {
    return names.toArray(String[]::new);
  }
}
