package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.OneTarget;
import io.lakehousesync.postgres.internal.schema.ColumnLinks;
import io.lakehousesync.postgres.internal.schema.ExpressionCheck;
import io.lakehousesync.postgres.internal.schema.SchemaDrift;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.SearchPath;
import io.lakehousesync.postgres.internal.sql.TableLock;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.tracking.ChangeCheck;
import io.lakehousesync.postgres.internal.tracking.ChangeDetector;
import io.lakehousesync.postgres.internal.tracking.SchemaFollower;
import io.lakehousesync.postgres.internal.tracking.Tracker;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies heap tables into pg_lake Iceberg tables of the same database. The rows and the checkpoint
 * are committed in one transaction. An advisory lock on the Iceberg table's name ensures that only
 * one session at a time copies a table, across all processes.
 *
 * <p>Thread-safe. Each call borrows one connection from the data source, and gives it back with its
 * settings unchanged. If the connection is in a transaction of the application, the call fails.
 */
public final class PgLakeSource implements SyncSource {
  private static final Logger LOG = LoggerFactory.getLogger(PgLakeSource.class);

  /** The most findings of one table that a validation logs. */
  private static final int MOST_WARNINGS = 10;

  private final Transactions transactions;
  private final ChangeDetector detector;
  private final Duration waitForOthers;
  private final BatchSize batchSize;
  private final Clock clock;

  private final GroupCopy groups;

  private final Map<SyncTable, Examined> examined = new ConcurrentHashMap<>();

  private PgLakeSource(Builder builder) {
    this.transactions = Transactions.ofCopies(builder.dataSource);
    this.batchSize = new BatchSize(builder.batchRows, builder.batchBytes);
    this.clock = builder.clock;
    this.waitForOthers = builder.waitForOthers;
    this.detector = new ChangeDetector(transactions, clock);
    this.groups = new GroupCopy(builder.dataSource, this, detector, clock, waitForOthers);
  }

  /** Returns a source for the database that {@code dataSource} connects to, with all defaults. */
  public static PgLakeSource of(DataSource dataSource) {
    return builder(dataSource).build();
  }

  /** Returns a new builder of a source for the database that {@code dataSource} connects to. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  @Override
  public Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
    return detector.unchanged(tables.stream().filter(table -> problem(table).isEmpty()).toList());
  }

  @Override
  public CopyResult copy(SyncTable table) {
    Optional<ChangeCheck> before = detector.beforeCopy(table);
    Tracker tracker = Tracker.of(table.tracking());
    Copied first = run(table, tracker);
    return committed(table, first.isRegistration ? run(table, tracker) : first, before);
  }

  /** Remembers what a committed transaction has copied. */
  CopyResult committed(SyncTable table, Copied copied, Optional<ChangeCheck> before) {
    copied.columns.ifPresent(columns -> detector.afterCopy(table, columns, copied.result, before));
    copied.examined.ifPresent(found -> examined.put(table, found));
    return problem(table).map(copied.result::withProblem).orElse(copied.result);
  }

  @Override
  public List<String> problems(SyncGroup group) {
    return group.tables().stream()
        .flatMap(table -> GroupCopy.problems(group, table).stream())
        .toList();
  }

  @Override
  public CutResult cut(SyncGroup group) {
    return groups.cut(group);
  }

  private Optional<String> problem(SyncTable table) {
    return Optional.ofNullable(examined.get(table)).flatMap(Examined::problem);
  }

  /**
   * Lets the doctor examine a validated table again in two cases: the table's columns or triggers
   * have changed, or the last examination found an error, which is possibly gone now. Otherwise
   * copies do not examine the table. An error that appears without such a change is found by {@link
   * #validate}, or if the application calls {@link PgLakeDoctor#examine}.
   */
  private Optional<Examined> examineAgain(CopyTask task) throws SQLException {
    Examined last = examined.get(task.table());
    return last == null || (last.problem.isEmpty() && last.columns.equals(task.columns()))
        ? Optional.empty()
        : Optional.of(
            Examined.of(task.columns(), PgLakeDoctor.examine(task.connection(), task.table())));
  }

  private Copied run(SyncTable table, Tracker tracker) {
    return transactions.run(
        "Copy of " + table,
        connection ->
            TableLock.tryFor(connection, table, waitForOthers)
                ? copy(connection, table, tracker)
                : Copied.byOthers(TableLock.holder(connection, table)));
  }

  private Copied copy(Connection connection, SyncTable table, Tracker tracker) throws SQLException {
    return copy(task(connection, table, clock), tracker);
  }

  /** Returns the task to copy a table, after checks that need no query of its rows. */
  CopyTask task(Connection connection, SyncTable table, Clock now) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    Preconditions.requireNone(table, columns.problems(table));
    Preconditions.requireNone(table, Tracker.of(table.tracking()).problems(table, columns));
    return new CopyTask(connection, table, columns, batchSize, now);
  }

  /** Copies a batch, in the transaction of the task. */
  Copied copy(CopyTask begun, Tracker tracker) throws SQLException {
    Connection connection = begun.connection();
    SyncTable table = begun.table();
    TableColumns columns = begun.columns();
    CopyTask task = begun;
    SearchPath.add(connection, columns.extensionSchemas(table));
    SchemaFollower follower = new SchemaFollower(task, tracker);
    if (!detector.copiedWith(table).equals(Optional.of(columns)) || follower.othersCopied()) {
      Preconditions.requireNone(table, ExpressionCheck.problems(connection, table, columns));
      task = task.with(follower.follow());
    }
    if (tracker.register(task)) {
      return Copied.registration();
    }
    Optional<Examined> found = examineAgain(task);
    Checkpoints.saveKeep(task);
    CopyResult result = tracker.copy(task);
    return new Copied(
        Optional.of(task.columns()),
        found,
        tracker.measures() ? result.withBytes(task.measured().bytesOf(result.rows())) : result,
        false);
  }

  /**
   * What a transaction did.
   *
   * @param columns the columns that were copied; empty if nothing was copied
   * @param examined what the doctor found; empty if the doctor did not examine the table
   * @param isRegistration whether the transaction only wrote the first checkpoint of the table. It
   *     must be committed before another transaction begins to copy
   */
  record Copied(
      Optional<TableColumns> columns,
      Optional<Examined> examined,
      CopyResult result,
      boolean isRegistration) {
    static Copied byOthers(TableLock.Holder holder) {
      CopyResult result =
          holder.copies()
              ? CopyResult.elsewhere(holder.description())
              : CopyResult.blocked(0, holder.description());
      return new Copied(Optional.empty(), Optional.empty(), result, false);
    }

    static Copied registration() {
      return new Copied(Optional.empty(), Optional.empty(), CopyResult.more(0), true);
    }
  }

  /**
   * What the doctor found when it last examined a table. {@link #validate} makes the first
   * examination of a table. If it found an error, {@link #unchanged} never reports the table as
   * unchanged. Therefore each run copies the table, and the copy examines it again.
   *
   * @param columns the columns and triggers of the table
   * @param problem the first error that was found. Copies succeed, but may miss changes because of
   *     this error
   */
  record Examined(TableColumns columns, Optional<String> problem) {
    static Examined of(TableColumns columns, List<Finding> findings) {
      return new Examined(
          columns,
          findings.stream()
              .filter(finding -> finding.severity() == Finding.Severity.ERROR)
              .findFirst()
              .map(finding -> finding.what() + " Cure: " + finding.cure()));
    }
  }

  @Override
  public void validate(SyncTable table) {
    Tracker tracker = Tracker.of(table.tracking());
    List<String> problems =
        transactions.run(
            "Check of " + table,
            connection -> {
              TableColumns columns = TableColumns.read(connection, table);
              List<String> found = new ArrayList<>(columns.problems(table));
              if (columns.exist() && columns.nameProblems().isEmpty()) {
                found.addAll(tracker.problems(table, columns));
                found.addAll(OneTarget.problems(connection, table, columns));
                found.addAll(
                    SchemaDrift.between(
                            table,
                            columns,
                            ColumnLinks.load(connection, table),
                            tracker.ownColumns())
                        .problems());
                if (!Queries.isIceberg(connection, table.target())) {
                  found.add(
                      "%s is not an Iceberg table: it is not in iceberg_tables. Name another target."
                          .formatted(table.target()));
                }
                List<Finding> findings = PgLakeDoctor.examine(connection, table);
                examined.put(table, Examined.of(columns, findings));
                warn(
                    table,
                    findings.stream()
                        .filter(finding -> finding.severity() != Finding.Severity.INFO)
                        .filter(finding -> found.stream().noneMatch(finding::isCoveredBy))
                        .toList());
                SearchPath.add(connection, columns.extensionSchemas(table));
                found.addAll(ExpressionCheck.problems(connection, table, columns));
              }
              return found;
            });
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /** Logs findings. The owner of a table can cause thousands, for example by children. */
  private static void warn(SyncTable table, List<Finding> findings) {
    findings.stream().limit(MOST_WARNINGS).forEach(finding -> LOG.warn("{}", finding));
    if (findings.size() > MOST_WARNINGS) {
      LOG.warn(
          "{} has {} further findings. The doctor lists them (PgLakeDoctor).",
          table,
          findings.size() - MOST_WARNINGS);
    }
  }

  @Override
  public String guarantee(SyncTable table) {
    return Tracker.of(table.tracking()).guarantee(table)
        + (table.where().isEmpty() ? "" : "; " + ofFilter(table));
  }

  private static String ofFilter(SyncTable table) {
    boolean append =
        table.mode().equals(Optional.of(WriteMode.APPEND))
            || table.tracking().kind() == ChangeTracking.Kind.ORDERED;
    return append
        ? "of the rows that pass the filter when they are copied; a row that ceases to pass it stays"
        : "of the rows that pass the filter; a row that ceases to pass it leaves the Iceberg table";
  }

  /** Configures a {@link PgLakeSource}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private int batchRows = 1_000_000;
    private long batchBytes = 256L << 20;
    private Duration waitForOthers = Duration.ofSeconds(1);
    private Clock clock = Clock.systemUTC();

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * Sets the approximate number of rows that one transaction copies; more rows are copied in
     * several transactions. Each transaction writes one data file, or more if it replaces rows.
     * Default: 1,000,000.
     *
     * <p>An upsert holds at most 100,000 keys in memory, and replaces the rows of as many keys at a
     * time. With {@code ChangeTracking.marker} and {@code ChangeTracking.queue}, a transaction
     * copies at most 100,000 rows. {@code ChangeTracking.comparison()} has no batches, because it
     * replaces the table in one snapshot. For a table without a key, a batch never splits the rows
     * that one transaction has written, except in the first load.
     *
     * <p>A cut of a group copies at most one batch of each table. If a table has more changes, its
     * batches are copied first. If it gets more changes than one batch meanwhile, again and again,
     * the group reaches no cut: raise the limits.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Builder batchRows(int batchRows) {
      if (batchRows < 1) {
        throw new IllegalArgumentException("batchRows must be positive, got " + batchRows);
      }
      this.batchRows = batchRows;
      return this;
    }

    /**
     * Sets the approximate number of bytes that one transaction copies, as PostgreSQL stores them:
     * compressed. A batch ends at this limit or at {@link #batchRows}, whichever is reached first.
     * A row that is larger than the limit is copied alone. Default: 256 MiB.
     *
     * <p>The default tracking does not measure all rows, because that takes as long as a third of
     * the copy. A first load counts the blocks that it reads. A later copy measures the first
     * 10,000 rows of a batch, and assumes that the other rows have the same average size. If they
     * are larger, a batch has at most {@link #batchRows} rows of one block (8 KiB) each, and as
     * many TOASTed bytes as a quarter of the limit. If the TOASTed values of the table could exceed
     * this quarter, all rows are measured.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Builder batchBytes(long batchBytes) {
      if (batchBytes < 1) {
        throw new IllegalArgumentException("batchBytes must be positive, got " + batchBytes);
      }
      this.batchBytes = batchBytes;
      return this;
    }

    /**
     * Sets how long a copy waits for another session that copies the table. After that, the copy
     * skips the table and returns {@link CopyResult.Remaining#ELSEWHERE}, or {@link
     * CopyResult.Remaining#BLOCKED} if the other session's role may not copy the table. With zero,
     * a copy does not wait; use this if hosts share many tables. Default: 1 second.
     *
     * <p>This time does not apply to a session that locks the heap table, for example by ALTER
     * TABLE or REINDEX. A copy waits for such a session for at most one second per lock. Then the
     * copy fails, and its message names the session.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Builder waitForOthers(Duration waitForOthers) {
      if (waitForOthers.isNegative()) {
        throw new IllegalArgumentException(
            "waitForOthers must not be negative, got " + waitForOthers);
      }
      this.waitForOthers = waitForOthers;
      return this;
    }

    /**
     * Sets the clock of {@link CopyResult#completeThrough()}. Use the same clock for the sync.
     * Default: the system clock, in UTC.
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Builds the source. It connects when it is first used. */
    public PgLakeSource build() {
      return new PgLakeSource(this);
    }
  }
}
