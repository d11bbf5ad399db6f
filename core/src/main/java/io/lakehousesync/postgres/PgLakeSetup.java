package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What PostgreSQL needs before a table can be synced: our schema with the checkpoints, and per
 * table the column, index, trigger or queue of its tracking, and the Iceberg table if there is
 * none.
 *
 * <p>A plan is made from what the database holds, so that it lists only what is missing: applied a
 * second time it is empty. Thread-safe.
 */
public final class PgLakeSetup {
  private final Transactions transactions;

  private PgLakeSetup(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /** Set-up of the database that {@code dataSource} connects to. */
  public static PgLakeSetup of(DataSource dataSource) {
    return new PgLakeSetup(dataSource);
  }

  /**
   * The statements that are missing for these tables, in the order in which they are to be run;
   * empty if nothing is.
   *
   * @throws io.lakehousesync.NotAppliedException if the database could not be asked
   */
  public List<SetupStatement> plan(List<SyncTable> tables) {
    return transactions.run("Plan of the set-up", connection -> plan(connection, tables));
  }

  /**
   * Looks at each table by itself, and changes nothing: a table that does not exist keeps nobody
   * from hearing of the others, and the host from applying them.
   *
   * @return first what all tables share, then each table
   * @throws io.lakehousesync.NotAppliedException if the database could not be asked
   */
  public List<SetupCheck> check(List<SyncTable> tables) {
    return transactions.run(
        "Check of the set-up",
        connection -> {
          List<SetupCheck> checks = new ArrayList<>();
          checks.add(new SetupCheck(Optional.empty(), shared(connection), Optional.empty()));
          for (SyncTable table : tables) {
            checks.add(TableSetup.check(connection, table));
          }
          return checks;
        });
  }

  /**
   * Runs the plan, in one transaction.
   *
   * @return what was run
   * @throws io.lakehousesync.NotAppliedException if a statement failed, or a table's tracking
   *     cannot work on it; nothing was changed
   */
  public List<SetupStatement> apply(List<SyncTable> tables) {
    return run("Set-up", connection -> plan(connection, tables));
  }

  /**
   * The statements that undo the set-up of these tables, of what there is: triggers and their
   * functions, queues, indexes, the column of a tracking by transaction id, and checkpoints. What
   * was made for a heap table that has been dropped since goes, too.
   *
   * <p>Iceberg tables and their files stay, as do our schema and the column of a marker, which may
   * be the application's own.
   *
   * @throws io.lakehousesync.NotAppliedException if the database could not be asked
   */
  public List<SetupStatement> teardownPlan(List<SyncTable> tables) {
    return transactions.run(
        "Plan of the teardown", connection -> Teardown.plan(connection, tables));
  }

  /**
   * Runs {@link #teardownPlan}, in one transaction.
   *
   * @return what was run
   * @throws io.lakehousesync.NotAppliedException if a statement failed; nothing was changed
   */
  public List<SetupStatement> teardown(List<SyncTable> tables) {
    return run("Teardown", connection -> Teardown.plan(connection, tables));
  }

  /**
   * Forgets how far a table was copied, and empties its Iceberg table, in one transaction: the next
   * copy begins with all rows of the heap table. For after a restore, and for tables that were
   * created anew.
   *
   * @return what was run
   * @throws io.lakehousesync.NotAppliedException if a statement failed; nothing was changed
   */
  public List<SetupStatement> newBaseline(SyncTable table) {
    return run(
        "New baseline of " + table,
        connection -> {
          // The lock needs the heap table, too, but cannot say so.
          TableSetup.read(connection, table);
          TableLock.take(connection, table);
          return TableSetup.read(connection, table).newBaseline();
        });
  }

  /** Makes a plan and runs it, in one transaction. */
  private List<SetupStatement> run(String what, Transactions.Work<List<SetupStatement>> planner) {
    return transactions.run(
        what,
        connection -> {
          List<SetupStatement> plan = planner.run(connection);
          try (Statement statement = connection.createStatement()) {
            for (SetupStatement each : plan) {
              statement.execute(each.sql());
            }
          }
          return plan;
        });
  }

  private static List<SetupStatement> plan(Connection connection, List<SyncTable> tables)
      throws SQLException {
    List<SetupStatement> plan = new ArrayList<>(shared(connection));
    for (SyncTable table : tables) {
      plan.addAll(TableSetup.read(connection, table).missing());
    }
    return plan;
  }

  private static List<SetupStatement> shared(Connection connection) throws SQLException {
    List<SetupStatement> missing = new ArrayList<>();
    if (!Catalog.exists(connection, "to_regnamespace", Sql.SCHEMA)) {
      missing.add(new SetupStatement("schema " + Sql.SCHEMA, "CREATE SCHEMA " + Sql.SCHEMA));
    }
    if (!Catalog.exists(connection, "to_regclass", Checkpoints.TABLE)) {
      missing.add(new SetupStatement("table " + Checkpoints.TABLE, Checkpoints.CREATE));
    }
    if (!Catalog.exists(connection, "to_regclass", ColumnLinks.TABLE)) {
      missing.add(new SetupStatement("table " + ColumnLinks.TABLE, ColumnLinks.CREATE));
    }
    return missing;
  }
}
