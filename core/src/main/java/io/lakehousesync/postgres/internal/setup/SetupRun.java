package io.lakehousesync.postgres.internal.setup;

import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.SessionLock;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.postgres.internal.sql.TableUsers;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Transaction;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the statements of a set-up or a teardown on tables that are in use. If other sessions
 * prevent an attempt, repeats it.
 *
 * <p>One session lock excludes other set-ups of the database. If a set-up is killed while it builds
 * an index, its session holds the lock until PostgreSQL has ended the build.
 */
public final class SetupRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SetupRun.class);

  private static final SessionLock ONE_AT_A_TIME = new SessionLock("set-up");

  /** Plans the statements that the present state of the database needs. */
  public interface Planner {
    List<SetupStatement> plan(Connection connection) throws SQLException;
  }

  private interface Attempt {
    void run() throws SQLException;
  }

  private final SetupProgress progress;
  private final Duration patience;
  private final Duration indexPatience;
  private final SetupSession session;

  private SetupRun(
      SetupProgress progress, Duration patience, Duration indexPatience, SetupSession session) {
    this.progress = progress;
    this.patience = patience;
    this.indexPatience = indexPatience;
    this.session = session;
  }

  /**
   * Opens a session, and waits until no other session sets up tables of the database.
   *
   * @param what the work as a noun phrase; error messages begin with it
   * @param patience how long to wait for locks of other sessions
   * @param indexPatience how long the build of an index waits for each older transaction; zero for
   *     no limit
   * @param listener gets each statement when its transaction is committed
   */
  public static SetupRun begin(
      DataSource dataSource,
      String what,
      Duration patience,
      Duration indexPatience,
      Consumer<SetupStatement> listener) {
    SetupProgress progress = new SetupProgress(what, listener);
    try {
      SetupRun run =
          new SetupRun(progress, patience, indexPatience, SetupSession.open(dataSource, what));
      try {
        run.take(ONE_AT_A_TIME, "another set-up or teardown runs in this database");
        return run;
      } catch (SQLException | RuntimeException e) {
        run.close();
        throw e;
      }
    } catch (SQLException e) {
      throw progress.failed("the lock of set-ups", e);
    }
  }

  /** Waits until no copy of the Iceberg table runs, and prevents copies until this run ends. */
  public void excludeCopies(TableName iceberg) {
    try {
      take(new SessionLock(iceberg.toString()), "a copy of %s runs".formatted(iceberg));
    } catch (SQLException e) {
      throw progress.failed("the lock of " + iceberg, e);
    }
  }

  private void take(SessionLock lock, String why) throws SQLException {
    Patience left = new Patience(patience);
    while (!session.tryTake(lock)) {
      String holder = lock.holder(session.connection());
      if (left.isOver()) {
        throw progress.didNotBegin(why, holder);
      }
      LOG.info("{} waits, because {}: {}", progress.what(), why, Printable.message(holder));
      pause(left);
    }
  }

  /** Returns the statements that a planner plans. Changes nothing. */
  public List<SetupStatement> plan(Planner planner) {
    try {
      return planned(planner);
    } catch (SQLException e) {
      throw progress.failed("its plan", e);
    }
  }

  private List<SetupStatement> planned(Planner planner) throws SQLException {
    return Transactions.once(
        session.connection(),
        progress.what(),
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(Transactions.lockTimeout(Patience.forOneLock(patience)));
          }
          return planner.plan(connection);
        });
  }

  /**
   * Runs the statements that a planner plans, in one or several transactions as planned.
   *
   * @param table the heap table that the statements use
   */
  public void run(TableName table, Planner planner) {
    untilPossible(
        table,
        () -> {
          for (List<SetupStatement> group : SetupStatement.transactions(planned(planner))) {
            run(table, group);
          }
        });
  }

  /**
   * Runs all statements that a planner plans, in one transaction. These statements lock no heap
   * table.
   */
  public void runTogether(Planner planner) {
    untilPossible(
        null,
        () ->
            progress.done(
                Transactions.once(
                    session.connection(),
                    progress.what(),
                    connection -> {
                      List<SetupStatement> statements = planner.plan(connection);
                      execute(connection, statements);
                      return statements;
                    })));
  }

  /**
   * Runs an attempt. If other sessions prevent a step, repeats the attempt. Each step has its own
   * time limit.
   *
   * @param table the heap table whose users may prevent the attempt; null if the attempt locks no
   *     heap table
   */
  private void untilPossible(@Nullable TableName table, Attempt attempt) {
    Map<String, Patience> prevented = new HashMap<>();
    while (true) {
      progress.at("its plan");
      try {
        attempt.run();
        return;
      } catch (SQLException e) {
        if (!SqlState.isLockTimeout(e) && !SqlState.isContention(e)) {
          throw progress.failed(e);
        }
        Patience left = prevented.computeIfAbsent(progress.step(), any -> new Patience(patience));
        TableName used = SqlState.isLockTimeout(e) ? table : null;
        String why = used == null ? String.valueOf(e.getMessage()) : "it is used by " + users(used);
        if (left.isOver()) {
          throw used == null ? progress.failed(e) : progress.locked(used, patience, why, e);
        }
        LOG.info(
            "{} waits at: {}, because {}",
            progress.what(),
            Printable.escape(progress.step()),
            Printable.message(why));
        pause(left);
      }
    }
  }

  private void run(TableName table, List<SetupStatement> group) throws SQLException {
    SetupStatement first = group.get(0);
    progress.at(first.title());
    if (first.transaction() == Transaction.NONE) {
      executeAlone(first);
    } else {
      Transactions.once(
          session.connection(),
          progress.what(),
          connection -> {
            new HeapLocks(connection, table).take(group);
            // The owner may have changed the table after the plan.
            Preconditions.requireNone(progress.what(), OwnersFunctions.problems(connection, table));
            execute(connection, group);
            return group;
          });
    }
    progress.done(group);
  }

  private void executeAlone(SetupStatement statement) throws SQLException {
    LOG.info("{}: {}, while the table is in use", progress.what(), statement.title());
    try {
      session.executeAlone(statement.sql(), indexPatience);
    } catch (SQLException e) {
      if (SqlState.isRollback(e)) {
        throw e;
      }
      throw progress.unknown(e);
    }
  }

  private void execute(Connection connection, List<SetupStatement> statements) throws SQLException {
    for (SetupStatement each : statements) {
      progress.at(each.title());
      try (Statement statement = connection.createStatement()) {
        statement.execute(each.sql());
      }
    }
  }

  private String users(TableName table) {
    try {
      return Transactions.once(
          session.connection(),
          progress.what(),
          connection -> TableUsers.describe(connection, table));
    } catch (SQLException e) {
      throw progress.failed(e);
    }
  }

  private void pause(Patience left) {
    try {
      left.pause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw progress.interrupted(e);
    }
  }

  /** Records that all statements for a table were run. */
  public void finish(SyncTable table) {
    progress.finished(table);
  }

  /** Returns the statements that were run. */
  public List<SetupStatement> done() {
    return progress.statements();
  }

  @Override
  public void close() {
    session.close();
  }
}
