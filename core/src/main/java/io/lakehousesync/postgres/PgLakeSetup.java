package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CutsTable;
import io.lakehousesync.postgres.internal.schema.ColumnLinks;
import io.lakehousesync.postgres.internal.setup.OwnSchema;
import io.lakehousesync.postgres.internal.setup.Patience;
import io.lakehousesync.postgres.internal.setup.SetupRun;
import io.lakehousesync.postgres.internal.setup.TableSetup;
import io.lakehousesync.postgres.internal.setup.Teardown;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.TableLock;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.status.StatusTable;
import io.lakehousesync.postgres.internal.tracking.HeapIdentity;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Creates what PostgreSQL needs before tables can be synced. All tables share the schema {@code
 * lakehouse_sync}, which holds the checkpoints and the status of each table. Depending on its
 * tracking, a table needs a column, an index, a trigger or a queue. The set-up also creates Iceberg
 * tables that do not exist.
 *
 * <p>A plan lists only what is missing in the database. After the set-up, a new plan is empty.
 *
 * <p>Applications may use the heap tables during the set-up. The statements that lock a heap table
 * run in one short transaction per table. While this transaction waits for the lock, other sessions
 * wait behind it. Therefore the transaction waits for at most half a second. If it does not get the
 * lock, the set-up tries again later. Indexes are built afterwards, by CREATE INDEX CONCURRENTLY,
 * one partition after the other. The tracking captures all changes even before its index exists. If
 * a set-up is interrupted, the next one continues it.
 *
 * <p>Set-ups, teardowns and new baselines of a database run one after the other. Each of them needs
 * one session of PostgreSQL for all its transactions. Therefore the data source must not distribute
 * the transactions of a connection to several sessions, as PgBouncer does in transaction mode.
 * Thread-safe.
 */
public final class PgLakeSetup {
  private static final Duration LOCK_PATIENCE = Duration.ofMinutes(5);

  private final DataSource dataSource;
  private final Transactions transactions;
  private final Duration patience;
  private final Duration indexPatience;

  private PgLakeSetup(DataSource dataSource, Duration patience, Duration indexPatience) {
    this.dataSource = dataSource;
    this.transactions = new Transactions(dataSource);
    this.patience = patience;
    this.indexPatience = indexPatience;
  }

  /** Returns the set-up of the database that {@code dataSource} connects to. */
  public static PgLakeSetup of(DataSource dataSource) {
    return new PgLakeSetup(
        Objects.requireNonNull(dataSource, "dataSource"), LOCK_PATIENCE, Duration.ZERO);
  }

  /**
   * Returns a set-up that tries for at most this time to get a lock that other sessions hold. After
   * this time, it fails with {@link NotAppliedException}. The message names these sessions. The
   * default is 5 minutes.
   *
   * <p>The limit does not apply to CREATE INDEX CONCURRENTLY; see {@link #indexPatience}.
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public PgLakeSetup lockPatience(Duration atMost) {
    if (atMost.isNegative()) {
      throw new IllegalArgumentException("lockPatience must not be negative: " + atMost);
    }
    return new PgLakeSetup(dataSource, atMost, indexPatience);
  }

  /**
   * Returns a set-up that limits a wait of CREATE INDEX CONCURRENTLY. This statement waits for each
   * transaction that is older than the index, also for those that do not use the table. After this
   * time, the set-up fails with {@link NotAppliedException}, and leaves an invalid index, which the
   * next set-up replaces. By default there is no limit, because to build the index again can take
   * long.
   *
   * @param atMost the limit; zero for none
   * @throws IllegalArgumentException if the time is negative
   */
  public PgLakeSetup indexPatience(Duration atMost) {
    if (atMost.isNegative()) {
      throw new IllegalArgumentException("indexPatience must not be negative: " + atMost);
    }
    return new PgLakeSetup(dataSource, patience, atMost);
  }

  /**
   * Returns the statements that create what these tables lack, in the order in which they must run;
   * empty if nothing is missing.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if a query failed
   */
  public List<SetupStatement> plan(List<SyncTable> tables) {
    return transactions
        .withLockTimeout(Patience.forOneLock(patience))
        .run("Plan of the set-up", connection -> plan(connection, tables));
  }

  /**
   * Checks each table separately, and changes nothing. If a table cannot be set up, {@link #plan}
   * fails, but this method reports the table and continues with the other tables.
   *
   * @return first the check of the objects that all tables share, then one check per table
   * @throws io.lakehousesync.exceptions.NotAppliedException if a query failed
   */
  public List<SetupCheck> check(List<SyncTable> tables) {
    return transactions.run(
        "Check of the set-up",
        connection -> {
          List<SetupCheck> checks = new ArrayList<>();
          checks.add(SetupCheck.ofShared(shared(connection)));
          for (SyncTable table : tables) {
            checks.add(TableSetup.check(connection, table));
          }
          return checks;
        });
  }

  /**
   * Sets up the tables.
   *
   * @return the statements that were run
   * @throws NotAppliedException as {@link #apply(List, Consumer)} does
   */
  public List<SetupStatement> apply(List<SyncTable> tables) {
    return apply(tables, statement -> {});
  }

  /**
   * Sets up the tables, one after the other. Does nothing if nothing is missing.
   *
   * <p>If a tracking cannot work on a table, no table is changed. If a statement fails later, the
   * set-up stops. The earlier tables stay set up. A second call continues with the rest.
   *
   * @param listener gets each statement as soon as its transaction is committed
   * @return the statements that were run
   * @throws NotAppliedException if a table cannot be set up, a statement failed, or other sessions
   *     held a lock for too long. The message says what was done before
   * @throws io.lakehousesync.exceptions.OutcomeUnknownException if the connection was lost during a
   *     COMMIT or an index build
   */
  public List<SetupStatement> apply(List<SyncTable> tables, Consumer<SetupStatement> listener) {
    if (plan(tables).isEmpty()) {
      return List.of();
    }
    try (SetupRun run = SetupRun.begin(dataSource, "Set-up", patience, indexPatience, listener)) {
      // Fails before anything is changed, if the tracking of a table cannot work.
      run.plan(connection -> plan(connection, tables));
      run.runTogether(PgLakeSetup::shared);
      for (SyncTable table : tables) {
        run.run(table.source(), connection -> TableSetup.read(connection, table).missing());
        run.finish(table);
      }
      return run.done();
    }
  }

  /**
   * Creates the Iceberg tables that record the cuts of these groups ({@link
   * SyncGroup#recordCutsIn}), if they do not exist. Does not set up the tables of the groups; use
   * {@link #apply(List)} for them. A teardown keeps the tables of cuts, as it keeps all Iceberg
   * tables.
   *
   * @return the statements that were run
   * @throws NotAppliedException if a statement failed, or a table of this name cannot record cuts
   * @throws io.lakehousesync.exceptions.OutcomeUnknownException if the connection was lost during a
   *     COMMIT
   */
  public List<SetupStatement> applyGroups(Collection<SyncGroup> groups) {
    if (planGroups(groups).isEmpty()) {
      return List.of();
    }
    try (SetupRun run =
        SetupRun.begin(dataSource, "Set-up of groups", patience, indexPatience, each -> {})) {
      run.runTogether(connection -> missing(connection, groups));
      return run.done();
    }
  }

  /**
   * Checks the tables that record the cuts of these groups, one by one, and changes nothing.
   *
   * @return one check per table that records cuts
   * @throws NotAppliedException if a query failed
   */
  public List<SetupCheck> checkGroups(Collection<SyncGroup> groups) {
    return transactions.run(
        "Check of the set-up of groups",
        connection -> {
          List<SetupCheck> checks = new ArrayList<>();
          for (SyncTable table :
              groups.stream().flatMap(group -> group.cuts().stream()).distinct().toList()) {
            CutsTable cuts = new CutsTable(table.target());
            List<String> problems = cuts.exists(connection) ? cuts.problems(connection) : List.of();
            checks.add(
                problems.isEmpty()
                    ? SetupCheck.ofTable(table, missing(connection, cuts))
                    : SetupCheck.withProblem(table, String.join(" ", problems)));
          }
          return checks;
        });
  }

  private static List<SetupStatement> missing(Connection connection, CutsTable cuts)
      throws SQLException {
    return cuts.exists(connection)
        ? List.of()
        : List.of(new SetupStatement("Iceberg table " + cuts.name(), cuts.create()));
  }

  /**
   * Returns the statements that {@link #applyGroups} runs; empty if nothing is missing.
   *
   * @throws NotAppliedException if a table of this name cannot record cuts, or a query failed
   */
  public List<SetupStatement> planGroups(Collection<SyncGroup> groups) {
    return transactions.run(
        "Plan of the set-up of groups", connection -> missing(connection, groups));
  }

  private static List<SetupStatement> missing(Connection connection, Collection<SyncGroup> groups)
      throws SQLException {
    Set<SetupStatement> missing = new LinkedHashSet<>();
    for (SyncGroup group : groups) {
      Optional<CutsTable> cuts = CutRecorder.table(group);
      if (cuts.isPresent()) {
        missing.addAll(missing(connection, cuts.get()));
      }
      if (cuts.isPresent() && cuts.get().exists(connection)) {
        Preconditions.requireNone("Set-up of group " + group, cuts.get().problems(connection));
      }
    }
    return List.copyOf(missing);
  }

  /**
   * Returns the statements that undo the set-up of these tables. They drop these objects, if they
   * exist: queues, indexes, triggers together with their functions, and the column of a tracking by
   * transaction id. They also delete the checkpoints. If a heap table was dropped earlier, its
   * functions and queue still exist. The plan drops them too, even if the table is not in {@code
   * tables}.
   *
   * <p>The statements keep Iceberg tables with their files, and the schema {@code lakehouse_sync}.
   * They also keep the column of a marker, because it may belong to the application.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if a query failed
   */
  public List<SetupStatement> teardownPlan(List<SyncTable> tables) {
    return transactions.run(
        "Plan of the teardown",
        connection -> {
          Preconditions.requireNone("Teardown", OwnSchema.problems(connection));
          // If a heap table has two Iceberg tables, both use the same objects on it.
          Set<SetupStatement> plan = new LinkedHashSet<>();
          for (SyncTable table : tables) {
            plan.addAll(Teardown.of(connection, table));
          }
          plan.addAll(Teardown.ofDroppedTables(connection));
          return List.copyOf(plan);
        });
  }

  /**
   * Undoes the set-up.
   *
   * @return the statements that were run
   * @throws NotAppliedException as {@link #teardown(List, Consumer)} does
   */
  public List<SetupStatement> teardown(List<SyncTable> tables) {
    return teardown(tables, statement -> {});
  }

  /**
   * Runs {@link #teardownPlan}, in one transaction per table. If a statement fails, the tables
   * before it stay torn down.
   *
   * @param listener gets each statement as soon as its transaction is committed
   * @return the statements that were run
   * @throws NotAppliedException if a statement failed, or other sessions held a lock for too long.
   *     The message says what was done before
   * @throws io.lakehousesync.exceptions.OutcomeUnknownException if the connection was lost during a
   *     COMMIT
   */
  public List<SetupStatement> teardown(List<SyncTable> tables, Consumer<SetupStatement> listener) {
    if (teardownPlan(tables).isEmpty()) {
      return List.of();
    }
    try (SetupRun run = SetupRun.begin(dataSource, "Teardown", patience, indexPatience, listener)) {
      for (SyncTable table : tables) {
        run.run(table.source(), connection -> Teardown.of(connection, table));
        run.finish(table);
      }
      run.runTogether(Teardown::ofDroppedTables);
      return run.done();
    }
  }

  /**
   * Deletes the table's checkpoint and empties its Iceberg table, in one transaction. The next copy
   * then copies all rows of the heap table. Use this after a restore, and after a table was dropped
   * and created again.
   *
   * <p>After a restore, rows can have transaction ids that this cluster has not reached. A second
   * transaction gives these rows new ids, and locks the heap table for a moment. If only the first
   * transaction was committed, copies fail, and their message asks for a new baseline again.
   *
   * @return the statements that were run
   * @throws NotAppliedException if a statement failed, or other sessions held a lock for too long.
   *     The message says what was done before
   * @throws io.lakehousesync.exceptions.OutcomeUnknownException if the connection was lost during a
   *     COMMIT or an index build
   */
  public List<SetupStatement> newBaseline(SyncTable table) {
    String what = "New baseline of " + table;
    try (SetupRun run =
        SetupRun.begin(dataSource, what, patience, indexPatience, statement -> {})) {
      // Reports a missing heap table before the table is locked. The error of the lock would not be
      // clear.
      run.plan(connection -> TableSetup.read(connection, table).newBaseline());
      run.excludeCopies(table.target());
      run.runTogether(
          connection -> {
            TableLock.take(connection, table);
            return TableSetup.read(connection, table).newBaseline();
          });
      if (!run.plan(connection -> TableSetup.read(connection, table).heapBaseline()).isEmpty()) {
        run.run(table.source(), connection -> TableSetup.read(connection, table).heapBaseline());
        run.run(table.source(), connection -> TableSetup.read(connection, table).missing());
      }
      return run.done();
    }
  }

  private static List<SetupStatement> plan(Connection connection, List<SyncTable> tables)
      throws SQLException {
    // If a heap table has two Iceberg tables, both need the same objects on it.
    Set<SetupStatement> plan = new LinkedHashSet<>(shared(connection));
    Preconditions.requireNone("Set-up", SyncTable.conflicts(tables));
    for (SyncTable table : tables) {
      plan.addAll(TableSetup.read(connection, table).missing());
    }
    return List.copyOf(plan);
  }

  private static List<SetupStatement> shared(Connection connection) throws SQLException {
    Preconditions.requireNone("Set-up", OwnSchema.problems(connection));
    List<SetupStatement> missing = new ArrayList<>();
    if (!Queries.exists(connection, "to_regnamespace", Sql.SCHEMA)) {
      missing.add(new SetupStatement("schema " + Sql.SCHEMA, "CREATE SCHEMA " + Sql.SCHEMA));
    }
    if (!Queries.exists(connection, "to_regclass", Checkpoints.TABLE)) {
      missing.add(new SetupStatement("table " + Checkpoints.TABLE, Checkpoints.CREATE));
    } else if (!Checkpoints.hasExpressions(connection)) {
      missing.add(
          new SetupStatement(
              "column expressions of " + Checkpoints.TABLE, Checkpoints.ADD_EXPRESSIONS));
    }
    if (!Queries.exists(connection, "to_regclass", HeapIdentity.TABLE)) {
      missing.add(new SetupStatement("table " + HeapIdentity.TABLE, HeapIdentity.CREATE));
    }
    if (!Queries.exists(connection, "to_regclass", ColumnLinks.TABLE)) {
      missing.add(new SetupStatement("table " + ColumnLinks.TABLE, ColumnLinks.CREATE));
    }
    if (!Queries.exists(connection, "to_regclass", StatusTable.NAME)) {
      missing.add(new SetupStatement("table " + StatusTable.NAME, StatusTable.CREATE));
    }
    return missing;
  }
}
