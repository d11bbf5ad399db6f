package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * No tracking: the Iceberg table is replaced as a whole, in the one snapshot of the transaction, if
 * a row differs from the heap table.
 */
record ComparisonCopy() implements RowCopy {
  /**
   * The heap's columns are cast to the types of the Iceberg table, so that both sides of EXCEPT
   * have the same ones. EXCEPT ALL, for a table may hold equal rows.
   */
  private static final String DIFFERS =
      """
      WITH heap AS (SELECT %1$s FROM %2$s),
           lake AS (SELECT %3$s FROM %4$s)
      SELECT EXISTS (SELECT * FROM heap EXCEPT ALL SELECT * FROM lake)
          OR EXISTS (SELECT * FROM lake EXCEPT ALL SELECT * FROM heap)
      """;

  @Override
  public String guarantee(SyncTable table) {
    return "inserts, updates and deletes, exactly once, by comparing all rows";
  }

  @Override
  public List<String> problems(SyncTable table, TableColumns columns) {
    return List.of();
  }

  @Override
  public long copy(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    String heap = Sql.table(table.source());
    String iceberg = Sql.table(table.target());
    List<String> names = columns.toCopy(table);
    String list = Sql.columns(names);
    String cast =
        names.stream()
            .map(
                name ->
                    "CAST(%s AS %s)".formatted(Sql.identifier(name), columns.iceberg().get(name)))
            .collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement()) {
      try (ResultSet differs =
          statement.executeQuery(DIFFERS.formatted(cast, heap, list, iceberg))) {
        differs.next();
        if (!differs.getBoolean(1)) {
          return 0;
        }
      }
      statement.executeUpdate("DELETE FROM " + iceberg);
      return statement.executeLargeUpdate(
          "INSERT INTO %s (%s) SELECT %s FROM %s".formatted(iceberg, list, list, heap));
    }
  }
}
