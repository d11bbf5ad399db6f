package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.PrintableThrowable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that holds the {@link TableLock}s of several tables over several transactions. {@link
 * #close} releases the locks, and returns the connection to the data source.
 *
 * <p>A transaction with one snapshot cannot take these locks itself. The statement that takes an
 * advisory lock also takes the snapshot of the transaction. If another copy commits between the
 * two, the transaction has the lock, but does not see this copy. Therefore the session takes the
 * locks in an earlier transaction.
 *
 * <p>The locks are taken without waiting inside of a statement, and in one order. If one of them is
 * not free, the others are released before the next attempt. So two sessions cannot wait for each
 * other.
 */
public final class LockedSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LockedSession.class);

  private static final long PAUSE_MILLIS = 20;
  private static final String SESSION = "SELECT pg_backend_pid()";

  private final BorrowedConnection borrowed;
  private final Connection connection;
  private final String what;
  private final List<SessionLock> taken = new ArrayList<>();
  private String session = "";
  private Optional<TableLock.Holder> holder = Optional.empty();

  private LockedSession(BorrowedConnection borrowed, String what) {
    this.borrowed = borrowed;
    this.connection = borrowed.connection();
    this.what = what;
  }

  /**
   * Borrows a connection, and takes the locks of these Iceberg tables, in the order of their names.
   *
   * @param what the work as a noun phrase; error messages begin with it
   * @param wait how long to wait for the locks
   * @return the session. If it has a {@link #holder}, it has no locks
   * @throws NotAppliedException if the connection is in a transaction already
   */
  public static LockedSession open(
      DataSource dataSource, String what, Collection<TableName> tables, Duration wait)
      throws SQLException {
    LockedSession session =
        new LockedSession(BorrowedConnection.forTransaction(dataSource, what), what);
    try {
      session.take(
          tables.stream().sorted(Comparator.comparing(TableName::toString)).toList(),
          System.nanoTime() + wait.toNanos());
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void take(List<TableName> tables, long deadline) throws SQLException {
    while (true) {
      holder = Transactions.once(connection, what, ignored -> tryToTake(tables));
      if (holder.isEmpty()) {
        return;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      pause(Math.min(left, TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS)));
    }
  }

  /** Takes all locks, or none. Returns who holds a lock; empty if all locks were taken. */
  private Optional<TableLock.Holder> tryToTake(List<TableName> tables) throws SQLException {
    session = session();
    for (TableName table : tables) {
      SessionLock lock = new SessionLock(table.toString());
      if (!lock.tryTake(connection)) {
        TableLock.Holder other = TableLock.holder(connection, table);
        release();
        return Optional.of(other);
      }
      taken.add(lock);
    }
    return Optional.empty();
  }

  private void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAppliedException(
          Retry.SENSIBLE,
          "%s was interrupted while it waited for locks. Nothing was changed.".formatted(what),
          e);
    }
  }

  /** Returns the session that holds one of the locks; empty if this session has all of them. */
  public Optional<TableLock.Holder> holder() {
    return holder;
  }

  /** Work in a transaction with one snapshot. It may run several times. */
  public interface SnapshotWork<T> {
    /**
     * Runs the work.
     *
     * @param before a time just before the snapshot, on the host's clock
     */
    T run(Connection connection, Instant before) throws SQLException;
  }

  /**
   * Runs work in one REPEATABLE READ transaction: all statements see the same snapshot. The
   * snapshot is taken when the heap tables are locked. After contention, the transaction is
   * repeated.
   *
   * @throws NotAppliedException if the work failed before its commit
   * @throws io.lakehousesync.exceptions.OutcomeUnknownException if the connection was lost during
   *     the commit
   */
  public <T> T runInOneSnapshot(
      List<SyncTable> tables, Duration waitForHeap, Clock clock, SnapshotWork<T> work) {
    return Transactions.repeat(
        what,
        () ->
            Transactions.once(
                connection,
                what,
                ignored -> {
                  beginSnapshot();
                  Instant before = clock.instant();
                  HeapLock.shareAll(connection, tables, waitForHeap);
                  requireSameSession();
                  return work.run(connection, before);
                }));
  }

  private void beginSnapshot() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; " + Transactions.NO_PARALLEL_WORKERS);
    }
  }

  /** Runs work in a READ COMMITTED transaction of this session. */
  public <T> T run(Transactions.Work<T> work) throws SQLException {
    return Transactions.once(connection, what, work);
  }

  /**
   * Checks that the transaction runs in the session that has the locks. A connection pooler such as
   * PgBouncer may give each transaction another session.
   */
  private void requireSameSession() throws SQLException {
    if (!session().equals(session)) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("%s stopped, nothing was committed: the transactions of one connection ran in different"
                  + " sessions, as with PgBouncer in transaction mode. The session with the pid %s may"
                  + " still hold locks of this group: end it (pg_terminate_backend). Use a data source"
                  + " whose connections are sessions, or remove the group.")
              .formatted(what, session),
          null);
    }
  }

  private String session() throws SQLException {
    return Queries.value(connection, SESSION).orElseThrow();
  }

  /** Releases the locks, the last one first. */
  private void release() throws SQLException {
    for (int i : IntStream.range(0, taken.size()).map(n -> taken.size() - 1 - n).toArray()) {
      taken.get(i).release(connection);
    }
    taken.clear();
  }

  /**
   * Releases the locks and returns the connection. If a lock cannot be released, ends the session,
   * which releases all of its locks.
   */
  @Override
  public void close() {
    try (borrowed) {
      if (!taken.isEmpty()) {
        releaseOrEnd();
      }
    } catch (SQLException e) {
      LOG.debug("{}: the connection was not given back as it came", what, PrintableThrowable.of(e));
    }
  }

  private void releaseOrEnd() throws SQLException {
    try {
      Transactions.once(
          connection,
          what,
          ignored -> {
            release();
            return true;
          });
    } catch (SQLException | RuntimeException e) {
      LOG.debug(
          "{}: the locks were not released. The session ends.", what, PrintableThrowable.of(e));
      connection.abort(Runnable::run);
    }
  }
}
