package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking.Comparison;
import io.lakehousesync.ChangeTracking.Marker;
import io.lakehousesync.ConfigurationException;
import io.lakehousesync.CopyResult;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.SyncSource;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Copies heap tables into pg_lake Iceberg tables of the same database. The rows, and the mark that
 * they were copied, are committed in one transaction; one session at a time copies a table, in
 * whatever process, by an advisory lock on the Iceberg table's name.
 *
 * <p>Thread-safe. A call takes one connection from the data source and gives it back.
 */
public final class PgLakeSource implements SyncSource {
  private static final String ONE_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtextextended('lakehouse_sync:' || ?, 0))";

  private static final String IS_ICEBERG =
      """
      SELECT 1 FROM iceberg_tables
      WHERE catalog_name = current_database()
        AND table_namespace IN (?, quote_ident(?))
        AND table_name = ?
      """;

  private final Transactions transactions;
  private final Clock clock;

  private PgLakeSource(DataSource dataSource, Clock clock) {
    this.transactions = new Transactions(dataSource);
    this.clock = clock;
  }

  /** A source over the database that {@code dataSource} connects to. */
  public static PgLakeSource of(DataSource dataSource) {
    return of(dataSource, Clock.systemUTC());
  }

  /**
   * A source over the database that {@code dataSource} connects to.
   *
   * @param clock the clock of {@link CopyResult#completeThrough()}; the same as that of the sync
   */
  public static PgLakeSource of(DataSource dataSource, Clock clock) {
    return new PgLakeSource(dataSource, clock);
  }

  @Override
  public CopyResult copy(SyncTable table) {
    RowCopy rowCopy = rowCopy(table);
    return transactions.run(
        "Copy of " + table,
        connection -> {
          lock(connection, table);
          TableColumns columns = TableColumns.read(connection, table);
          List<String> problems = problems(rowCopy, table, columns);
          if (!problems.isEmpty()) {
            throw new NotAppliedException(
                Retry.POINTLESS,
                "Copy of %s stopped, nothing was committed: %s"
                    .formatted(table, String.join(" ", problems)),
                null);
          }
          // Read before the statement that takes the snapshot of the rows: what was committed
          // earlier than this is in it.
          Instant before = clock.instant();
          return CopyResult.complete(rowCopy.copy(connection, table, columns), before);
        });
  }

  @Override
  public void validate(SyncTable table) {
    RowCopy rowCopy = rowCopy(table);
    List<String> problems =
        transactions.run(
            "Check of " + table,
            connection -> {
              List<String> found =
                  new ArrayList<>(problems(rowCopy, table, TableColumns.read(connection, table)));
              if (found.isEmpty() && !isIceberg(connection, table.target())) {
                found.add(
                    "%s is not an Iceberg table: it is not in iceberg_tables."
                        .formatted(table.target()));
              }
              return found;
            });
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  @Override
  public String guarantee(SyncTable table) {
    return rowCopy(table).guarantee(table);
  }

  private static RowCopy rowCopy(SyncTable table) {
    if (table.tracking() instanceof Marker marker) {
      return new MarkerCopy(marker);
    } else if (table.tracking() instanceof Comparison) {
      return new ComparisonCopy();
    }
    throw new ConfigurationException(
        List.of("Table %s: tracking %s is not supported.".formatted(table, table.tracking())));
  }

  private static List<String> problems(RowCopy rowCopy, SyncTable table, TableColumns columns) {
    List<String> problems = new ArrayList<>(columns.problems(table));
    if (!columns.heap().isEmpty()) {
      problems.addAll(rowCopy.problems(table, columns));
    }
    return problems;
  }

  /**
   * Keeps others from copying the table, and the heap table's columns from changing between being
   * read and being copied.
   */
  private static void lock(Connection connection, SyncTable table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ONE_AT_A_TIME)) {
      statement.setString(1, table.target().toString());
      statement.execute();
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE %s IN ACCESS SHARE MODE".formatted(Sql.table(table.source())));
    }
  }

  private static boolean isIceberg(Connection connection, TableName name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(IS_ICEBERG)) {
      statement.setString(1, name.schema());
      statement.setString(2, name.schema());
      statement.setString(3, name.name());
      return statement.executeQuery().next();
    }
  }
}
