package io.lakehousesync.snowflake.internal.refresh;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks once for each table whether it can refresh by itself. A table of files in object storage
 * cannot, although Snowflake accepts AUTO_REFRESH = TRUE for it and shows a status. Thread-safe.
 *
 * <p>Sources: docs.snowflake.com, "Automatically refresh Apache Iceberg tables"; for the status
 * terraform-provider-snowflake, pkg/sdk/testint/iceberg_tables_integration_test.go.
 */
public final class FollowedCatalogs {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedCatalogs.class);

  private final JdbcStatements snowflake;
  private final Set<SnowflakeName> checked = ConcurrentHashMap.newKeySet();

  public FollowedCatalogs(JdbcStatements snowflake) {
    this.snowflake = snowflake;
  }

  /**
   * Checks the table, unless an earlier call has done it. If Snowflake does not answer, the next
   * call tries again, because the read-back decides whether the table was refreshed.
   *
   * @throws NotAppliedException if Snowflake never refreshes the table by itself
   */
  public void requireCatalog(SnowflakeName table) {
    if (table.parts().size() < 3 || checked.contains(table)) {
      return;
    }
    try {
      SnowflakeName schema = new SnowflakeName(table.parts().subList(0, 2));
      for (Row row : snowflake.rows(SnowflakeSql.SHOW_TABLES.with(table.last(), schema))) {
        if (row.text("name").filter(table.last()::equals).isPresent()) {
          require(table, row);
          checked.add(table);
        }
      }
    } catch (SQLException e) {
      LOG.debug("{}: the catalog was not read: {}", table, e.getMessage());
    }
  }

  private static void require(SnowflakeName table, Row row) {
    if (!isEmpty(row, "external_volume_name") && isEmpty(row, "catalog_table_name")) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("%s is a table of files in object storage (CATALOG_SOURCE = OBJECT_STORE). Snowflake accepts"
                  + " AUTO_REFRESH for such a table and shows a status, but never refreshes it. Nothing"
                  + " was changed. Use SnowflakeRefresher for this table (refresher=snowflake).")
              .formatted(table),
          null);
    }
  }

  private static boolean isEmpty(Row row, String column) {
    return row.text(column).filter(value -> !value.isEmpty()).isEmpty();
  }
}
