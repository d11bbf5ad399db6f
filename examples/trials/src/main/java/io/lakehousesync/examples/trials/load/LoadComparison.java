package io.lakehousesync.examples.trials.load;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The differences between a heap table and its Iceberg table. They are computed from counts and
 * checksums of both tables.
 *
 * @param rows rows of the heap table
 * @param lost rows that only the heap table has
 * @param doubled rows that the Iceberg table has more than once
 */
record LoadComparison(long rows, long lost, long doubled) {
  /**
   * The sums use integers and plain columns, so that both kinds of table return the same values.
   */
  private static final String SUMS =
      """
      SELECT count(*), count(DISTINCT id), coalesce(sum(id), 0), coalesce(sum(version), 0),
             coalesce(sum(hashtextextended(payload, id)::numeric), 0)
      FROM %s
      """;

  private static final String LOST =
      """
      SELECT count(*) FROM %s AS h
      WHERE NOT EXISTS (SELECT FROM %s AS i
                        WHERE i.id = h.id AND i.version = h.version AND i.payload = h.payload)
      """;

  static LoadComparison of(DataSource postgres, LoadTable table) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      Sums heap = Sums.of(statement, table.heap());
      Sums iceberg = Sums.of(statement, table.iceberg());
      long doubled = iceberg.rows - iceberg.keys;
      if (heap.equals(iceberg)) {
        return new LoadComparison(heap.rows, 0, doubled);
      }
      try (ResultSet lost = statement.executeQuery(LOST.formatted(table.heap(), table.iceberg()))) {
        lost.next();
        return new LoadComparison(heap.rows, lost.getLong(1), doubled);
      }
    }
  }

  private record Sums(long rows, long keys, String checksum) {
    static Sums of(Statement statement, String table) throws SQLException {
      try (ResultSet row = statement.executeQuery(SUMS.formatted(table))) {
        row.next();
        return new Sums(
            row.getLong(1),
            row.getLong(2),
            row.getString(3) + "/" + row.getString(4) + "/" + row.getString(5));
      }
    }
  }
}
