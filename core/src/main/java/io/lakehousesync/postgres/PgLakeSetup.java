package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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
  public List<String> plan(List<SyncTable> tables) {
    return transactions.run("Plan of the set-up", connection -> plan(connection, tables));
  }

  /**
   * Runs the plan, in one transaction.
   *
   * @return what was run
   * @throws io.lakehousesync.NotAppliedException if a statement failed; nothing was changed
   */
  public List<String> apply(List<SyncTable> tables) {
    return run("Set-up", connection -> plan(connection, tables));
  }

  /**
   * The statements that undo the set-up of these tables: checkpoints, triggers, queues, indexes and
   * columns of the tracking. Iceberg tables and our schema stay.
   */
  public List<String> teardownPlan(List<SyncTable> tables) {
    return transactions.run("Plan of the teardown", connection -> teardownPlan(connection, tables));
  }

  /**
   * Runs {@link #teardownPlan}, in one transaction.
   *
   * @return what was run
   * @throws io.lakehousesync.NotAppliedException if a statement failed; nothing was changed
   */
  public List<String> teardown(List<SyncTable> tables) {
    return run("Teardown", connection -> teardownPlan(connection, tables));
  }

  /**
   * Forgets how far a table was copied, and empties its Iceberg table, in one transaction: the next
   * copy begins with all rows of the heap table. For after a restore, and for tables that were
   * created anew.
   *
   * @return what was run
   * @throws io.lakehousesync.NotAppliedException if a statement failed; nothing was changed
   */
  public List<String> newBaseline(SyncTable table) {
    return run(
        "New baseline of " + table,
        connection -> {
          TableLock.take(connection, table);
          return TableSetup.read(connection, table).newBaseline();
        });
  }

  /** Makes a plan and runs it, in one transaction. */
  private List<String> run(String what, Transactions.Work<List<String>> planner) {
    return transactions.run(
        what,
        connection -> {
          List<String> plan = planner.run(connection);
          try (Statement statement = connection.createStatement()) {
            for (String sql : plan) {
              statement.execute(sql);
            }
          }
          return plan;
        });
  }

  private static List<String> plan(Connection connection, List<SyncTable> tables)
      throws SQLException {
    List<String> plan = new ArrayList<>();
    if (!Catalog.exists(connection, "to_regnamespace", Sql.SCHEMA)) {
      plan.add("CREATE SCHEMA " + Sql.SCHEMA);
    }
    if (!Catalog.exists(connection, "to_regclass", Checkpoints.TABLE)) {
      plan.add(Checkpoints.CREATE);
    }
    if (!Catalog.exists(connection, "to_regclass", ColumnLinks.TABLE)) {
      plan.add(ColumnLinks.CREATE);
    }

    for (SyncTable table : tables) {
      plan.addAll(TableSetup.read(connection, table).missing());
    }
    return plan;
  }

  private static List<String> teardownPlan(Connection connection, List<SyncTable> tables)
      throws SQLException {
    List<String> plan = new ArrayList<>();
    for (SyncTable table : tables) {
      plan.addAll(TableSetup.read(connection, table).teardown());
    }
    return plan;
  }
}
