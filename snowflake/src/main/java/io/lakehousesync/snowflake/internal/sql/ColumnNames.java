package io.lakehousesync.snowflake.internal.sql;

import io.lakehousesync.verify.CatalogColumn;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The names of columns in Snowflake. A table in a catalog-linked database has the names of the
 * catalog, which are lower-case for pg_lake. Other tables have upper-case names. Therefore the
 * names are read from Snowflake once for each table, and again if a column is not among them.
 * Thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Use a catalog-linked database for Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg-catalog-linked-database).
 */
public final class ColumnNames {
  private final JdbcStatements snowflake;
  private final Map<SnowflakeName, Set<String>> tables = new ConcurrentHashMap<>();

  public ColumnNames(JdbcStatements snowflake) {
    this.snowflake = snowflake;
  }

  /** Returns the columns with their names in Snowflake. */
  public List<CatalogColumn> inSnowflake(SnowflakeName table, List<CatalogColumn> columns)
      throws SQLException {
    Set<String> known = tables.get(table);
    if (known == null || !hasAll(known, columns)) {
      known =
          snowflake.rows(SnowflakeSql.DESCRIBE_TABLE.with(table)).stream()
              .flatMap(row -> row.text("name").stream())
              .collect(Collectors.toSet());
      tables.put(table, known);
    }
    Set<String> names = known;
    return columns.stream()
        .map(column -> new CatalogColumn(name(names, column.name()), column.kind()))
        .toList();
  }

  private static boolean hasAll(Set<String> names, List<CatalogColumn> columns) {
    return columns.stream().allMatch(column -> names.contains(name(names, column.name())));
  }

  /** Returns the name as the catalog writes it, if Snowflake has it, or else in upper case. */
  private static String name(Set<String> names, String column) {
    return names.contains(column) ? column : column.toUpperCase(Locale.ROOT);
  }
}
