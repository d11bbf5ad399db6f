package io.lakehousesync.postgres.internal.setup;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.copy.OneTarget;
import io.lakehousesync.postgres.internal.schema.ColumnLinks;
import io.lakehousesync.postgres.internal.schema.ExpressionCheck;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.status.StatusTable;
import io.lakehousesync.postgres.internal.tracking.Tracker;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Transaction;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The set-up of one table. It compares the objects that the table needs with the objects that
 * exist.
 */
public final class TableSetup {
  /** How long a check waits for a session that locks the heap table. */
  private static final Duration LOCK_WAIT = Duration.ofSeconds(1);

  private final Connection connection;
  private final SyncTable table;
  private final TableColumns columns;

  private TableSetup(Connection connection, SyncTable table, TableColumns columns) {
    this.connection = connection;
    this.table = table;
    this.columns = columns;
  }

  /**
   * Reads the table.
   *
   * @throws NotAppliedException if the heap table does not exist, or a name is too long
   */
  public static TableSetup read(Connection connection, SyncTable table) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    Preconditions.requireNone("Set-up of " + table, columns.namesToChange());
    if (columns.heap().isEmpty()) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "Heap table %s does not exist. Nothing was changed. Check its name."
              .formatted(table.source()),
          null);
    }
    return new TableSetup(connection, table, columns);
  }

  /**
   * Returns what is missing, or why the set-up cannot prepare the table. The owner of a table can
   * lock it, or make a query on it fail. Then the problem of the check says so.
   */
  public static SetupCheck check(Connection connection, SyncTable table) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = " + LOCK_WAIT.toMillis());
      SetupCheck check = checkAlone(connection, table);
      statement.execute(Transactions.LOCK_TIMEOUT);
      connection.releaseSavepoint(before);
      return check;
    } catch (SQLException e) {
      connection.rollback(before);
      return SetupCheck.withProblem(
          table,
          SqlState.isLockTimeout(e)
              ? "%s could not be checked, because another session locks it. Check it again when the lock is released."
                  .formatted(table.source())
              : "%s could not be checked: %s"
                  .formatted(table.source(), Printable.escape(String.valueOf(e.getMessage()))));
    }
  }

  private static SetupCheck checkAlone(Connection connection, SyncTable table) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    List<String> problems = new ArrayList<>(columns.heapProblems(table));
    if (!columns.heap().isEmpty() && columns.nameProblems().isEmpty()) {
      problems.addAll(new TableSetup(connection, table, columns).obstacles());
    }
    if (!problems.isEmpty()) {
      return SetupCheck.withProblem(table, String.join(" ", problems));
    }
    return SetupCheck.ofTable(table, new TableSetup(connection, table, columns).missing());
  }

  /**
   * Returns the problems that the set-up cannot solve, for example a target that is not an Iceberg
   * table.
   */
  private List<String> obstacles() throws SQLException {
    List<String> obstacles =
        new ArrayList<>(Tracker.of(table.tracking()).obstacles(table, columns));
    obstacles.addAll(OwnersFunctions.problems(connection, table.source()));
    obstacles.addAll(OneTarget.problems(connection, table, columns));
    obstacles.addAll(ExpressionCheck.problems(connection, table, columns));
    if (!columns.iceberg().isEmpty() && !Queries.isIceberg(connection, table.target())) {
      obstacles.add(
          "%s is not an Iceberg table. Rename it, or name another target."
              .formatted(table.target()));
    }
    return obstacles;
  }

  /**
   * Returns the statements that the set-up has to run.
   *
   * @throws NotAppliedException if the heap table lacks columns, its key does not identify rows, or
   *     the tracking cannot work. For example, if the tracking column has a wrong type, the trigger
   *     that writes to it would make the application's updates fail
   */
  public List<SetupStatement> missing() throws SQLException {
    Preconditions.requireNone("Set-up of " + table, columns.heapProblems(table));
    Preconditions.requireNone("Set-up of " + table, obstacles());
    List<SetupStatement> missing = new ArrayList<>();
    if (columns.iceberg().isEmpty()) {
      // The COMMIT of this statement writes to S3. The transaction must not hold a lock on the heap
      // table meanwhile.
      missing.add(
          new SetupStatement("Iceberg table " + table.target(), icebergTable())
              .in(Transaction.OWN));
    }
    missing.addAll(Tracker.of(table.tracking()).setup(connection, table, columns));
    return missing;
  }

  /**
   * Returns the statements for a new baseline. They run in one transaction. The statements of
   * {@link #heapBaseline} run after this transaction. Then the next copy copies all rows.
   *
   * @throws NotAppliedException if there is no Iceberg table to empty, the heap table lacks
   *     columns, or the tracking cannot work
   */
  public List<SetupStatement> newBaseline() throws SQLException {
    Preconditions.requireNone("New baseline of " + table, OwnSchema.problems(connection));
    Preconditions.requireNone("New baseline of " + table, columns.problems(table));
    Preconditions.requireNone("New baseline of " + table, obstacles());
    List<SetupStatement> statements = new ArrayList<>();
    statements.add(
        new SetupStatement(
            "checkpoint of " + table.target(),
            "DELETE FROM %s WHERE target = %s"
                .formatted(Checkpoints.TABLE, Sql.literal(table.target().toString()))));
    if (Queries.exists(connection, "to_regclass", StatusTable.NAME)) {
      // The Iceberg table is not complete any more. A sync that runs writes a new row.
      statements.add(
          new SetupStatement(
              "status of " + table.target(),
              "DELETE FROM %s WHERE target = %s"
                  .formatted(StatusTable.NAME, Sql.literal(table.target().toString()))));
    }
    statements.add(
        new SetupStatement(
            "rows of " + table.target(), IcebergTableWriter.deleteAll(table.target())));
    statements.add(
        new SetupStatement("column links of " + table.target(), ColumnLinks.complete(table)));
    statements.addAll(Tracker.of(table.tracking()).baseline(connection, table, columns));
    return statements;
  }

  /** Returns the statements of a new baseline that lock the heap table; most tables need none. */
  public List<SetupStatement> heapBaseline() throws SQLException {
    return Tracker.of(table.tracking()).heapBaseline(connection, table, columns);
  }

  private String icebergTable() {
    List<String> own = Tracker.of(table.tracking()).ownColumns();
    return columns.copied().values().stream()
        .filter(column -> !own.contains(column.name()))
        .filter(column -> TableColumns.isWanted(table, column.name()))
        .map(column -> "  %s %s".formatted(Sql.identifier(column.name()), column.icebergType()))
        .collect(
            Collectors.joining(
                ",\n",
                "CREATE TABLE %s (\n".formatted(Sql.table(table.target())),
                "\n) USING iceberg"));
  }
}
