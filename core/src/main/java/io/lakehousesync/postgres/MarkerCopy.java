package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking.Marker;
import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Tracking by a column that is null until the row was copied.
 *
 * <p>The row is marked first, and what was marked is copied. The article does it the other way
 * round, copies the rows that are null and then marks them by their ids: where another transaction
 * updates a row in between, the old version is copied, and the marking waits and marks the new
 * version, which is then never copied. An UPDATE re-reads a row that it waited for, so what is
 * marked here is what is copied.
 */
record MarkerCopy(Marker marker) implements RowCopy {
  private static final String STATEMENT =
      """
      WITH marked AS (
        UPDATE %1$s SET %2$s = now() WHERE %2$s IS NULL RETURNING %3$s
      )
      INSERT INTO %4$s (%3$s) SELECT %3$s FROM marked
      """;

  @Override
  public String guarantee(SyncTable table) {
    return "inserts, exactly once; updates are not captured, unless they set %s to null, and then as"
            .formatted(marker.column())
        + " another row; deletes are not captured";
  }

  @Override
  public List<String> problems(SyncTable table, TableColumns columns) {
    return columns.heap().containsKey(marker.column())
        ? List.of()
        : List.of(
            "%s has no marker column %s. Add it: ALTER TABLE %s ADD COLUMN %s timestamp."
                .formatted(
                    table.source(),
                    Sql.identifier(marker.column()),
                    table.source(),
                    Sql.identifier(marker.column())));
  }

  @Override
  public long copy(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(
          STATEMENT.formatted(
              Sql.table(table.source()),
              Sql.identifier(marker.column()),
              Sql.columns(columns.toCopy(table)),
              Sql.table(table.target())));
    }
  }
}
