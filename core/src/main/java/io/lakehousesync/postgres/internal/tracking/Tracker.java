package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.postgres.internal.capture.UnmetRequirement;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.doctor.Check;
import io.lakehousesync.postgres.internal.schema.HeapIndex;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One kind of tracking, and everything that depends on the kind: its guarantee, what it needs, how
 * it copies a batch, how a check sees that nothing changed, and what a verification may expect.
 * Set-up, doctor and teardown call this interface too. Stateless.
 */
public interface Tracker {
  /** Returns the tracker for the configured tracking of a table. */
  static Tracker of(ChangeTracking tracking) {
    return of(tracking.kind(), tracking.column().orElse(""));
  }

  /** Returns the tracker of a kind. If a kind has no line here, this class does not compile. */
  private static Tracker of(ChangeTracking.Kind kind, String column) {
    return switch (kind) {
      case XID -> new XidTracker(column);
      case MARKER -> new MarkerTracker(column);
      case ORDERED -> new OrderedTracker(column);
      case QUEUE -> new QueueTracker();
      case COMPARISON -> new ComparisonTracker();
    };
  }

  /** Returns the doctor's codes of all kinds of tracking. */
  static List<String> codes() {
    return Stream.concat(
            Arrays.stream(UnmetRequirement.Code.values()).map(UnmetRequirement.Code::id),
            Arrays.stream(ChangeTracking.Kind.values())
                .flatMap(kind -> of(kind, "any").checks().stream().map(Check::code)))
        .distinct()
        .toList();
  }

  /** Returns what the tracking captures and what it does not capture, for a log line. */
  String guarantee(SyncTable table);

  /** Returns the columns of the heap table that serve the tracking and are not copied. */
  default List<String> ownColumns() {
    return List.of();
  }

  /** Returns the columns of {@link #ownColumns} that the set-up adds and a teardown drops. */
  default List<String> addedColumns(TableColumns columns) {
    return List.of();
  }

  /** Returns what the tracking needs and the table does not have. */
  List<UnmetRequirement> unmet(SyncTable table, TableColumns columns);

  /** Returns further checks of the doctor for tables with this tracking. */
  default List<Check> checks() {
    return List.of();
  }

  /** Returns the problems that the set-up cannot solve, one sentence each. */
  default List<String> obstacles(SyncTable table, TableColumns columns) {
    return unmet(table, columns).stream()
        .filter(UnmetRequirement::isObstacle)
        .map(UnmetRequirement::problem)
        .toList();
  }

  /** Returns why a copy must not begin, one sentence each; empty if the copy may begin. */
  default List<String> problems(SyncTable table, TableColumns columns) {
    return unmet(table, columns).stream()
        .filter(UnmetRequirement::stopsCopy)
        .map(UnmetRequirement::problem)
        .toList();
  }

  /** Returns the doctor's findings that need no further query. */
  default List<Finding> findings(SyncTable table, TableColumns columns) {
    return unmet(table, columns).stream().map(unmet -> unmet.finding(table)).toList();
  }

  /**
   * Returns the index on the heap table that makes copies fast; empty if the table needs none.
   * Copies also work without the index.
   */
  default Optional<HeapIndex> index(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    return Optional.empty();
  }

  /**
   * Returns the statements with which the set-up creates what is missing. The statements that run
   * in one transaction come first. The statements for the index follow.
   */
  default List<SetupStatement> setup(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    List<SetupStatement> setup = new ArrayList<>();
    unmet(table, columns).forEach(unmet -> setup.addAll(unmet.setup()));
    Optional<HeapIndex> index =
        index(connection, table, columns)
            .filter(wanted -> !columns.isIndexedBy(wanted.columns().get(0)));
    if (index.isPresent()) {
      setup.addAll(index.get().missing(connection));
    }
    return setup;
  }

  /**
   * Returns further statements for a new baseline. They run in the same transaction as the
   * statements that delete the checkpoint and the rows of the Iceberg table.
   */
  default List<SetupStatement> baseline(
      Connection connection, SyncTable table, TableColumns columns) throws SQLException {
    return List.of();
  }

  /**
   * Returns the statements on the heap table for a new baseline. They run after the statements of
   * {@link #baseline}, in a transaction of their own. Later, the statements of {@link #setup}
   * create the dropped objects again.
   */
  default List<SetupStatement> heapBaseline(
      Connection connection, SyncTable table, TableColumns columns) throws SQLException {
    return List.of();
  }

  /**
   * Returns an SQL condition on the heap table, which has the alias {@code r}. The condition is
   * true for rows that were copied, and that later copies copy again only after a change. Returns
   * empty if there are no such rows.
   */
  Optional<String> copied(CopyTask task) throws SQLException;

  /** Returns what a verification can expect of the Iceberg table now. */
  default Watermark watermark(CopyTask task) throws SQLException {
    return Watermark.of(task, copied(task), task.mode() == WriteMode.APPEND);
  }

  /**
   * Returns the cause of a difference. The cause says whether the difference is a fault.
   *
   * @param heapRows how many rows the heap table has with this key
   * @param versions whether the Iceberg table has several rows with this key that differ
   */
  default Cause cause(CopyTask task, Kind kind, long heapRows, boolean versions) {
    // An extra row may have been deleted from the heap table. Kinds with this default do not
    // capture deletes. If the table has no key, and the heap table has further rows that are equal,
    // the extra row could also have been doubled. This counts as a fault.
    return kind == Kind.EXTRA && heapRows == 0 ? Cause.NOT_CAPTURED : Cause.FAULT;
  }

  /**
   * Returns a cheap SQL expression whose value shows whether there is something to copy. It is a
   * part of one statement for many tables. {@link #completeThrough} interprets the value; by
   * default, null means that there is nothing to copy.
   */
  String changeExpression(SyncTable table, TableColumns columns);

  /**
   * Returns the time up to which the Iceberg table is complete; empty if only a copy can find this
   * out.
   *
   * @param last the last check before a finished copy. Everything that this check saw is in the
   *     Iceberg table
   * @param now the present check
   */
  default Optional<Instant> completeThrough(ChangeCheck last, ChangeCheck now) {
    return now.value() == null ? Optional.of(now.at()) : Optional.empty();
  }

  /** Returns whether the size of a batch is measured before the batch is copied. */
  default boolean measures() {
    return true;
  }

  /**
   * Registers a table that was never copied, before its rows are read.
   *
   * @return whether this method has changed the database. If so, the change must be committed
   *     before {@link #copy} reads rows
   */
  default boolean register(CopyTask task) throws SQLException {
    return false;
  }

  /**
   * Returns whether a table with this tracking can be in a group: its copy reads all rows and all
   * captured changes in the snapshot of the transaction, and advances to this snapshot.
   */
  default boolean canBeInGroup() {
    return false;
  }

  /**
   * Returns whether the next copy can advance to the snapshot of its transaction. If not, for
   * example because a first load is not complete, the table has to be copied alone first. Called
   * only for tables of a group.
   */
  default boolean isReadyForCut(CopyTask task) throws SQLException {
    return true;
  }

  /** Copies the next batch inside of the task's transaction. */
  CopyResult copy(CopyTask task) throws SQLException;
}
