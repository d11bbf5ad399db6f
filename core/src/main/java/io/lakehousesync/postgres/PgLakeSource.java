package io.lakehousesync.postgres;

import io.lakehousesync.ConfigurationException;
import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncSource;
import io.lakehousesync.SyncTable;
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
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies heap tables into pg_lake Iceberg tables of the same database. The rows, and the mark that
 * they were copied, are committed in one transaction; one session at a time copies a table, in
 * whatever process, by an advisory lock on the Iceberg table's name.
 *
 * <p>Thread-safe. A call takes one connection from the data source and gives it back.
 */
public final class PgLakeSource implements SyncSource {
  private static final Logger LOG = LoggerFactory.getLogger(PgLakeSource.class);

  private final Transactions transactions;
  private final ChangeLook look;
  private final Duration waitForOthers;
  private final BatchSize batchSize;
  private final Clock clock;

  private PgLakeSource(Builder builder) {
    this.transactions = new Transactions(builder.dataSource);
    this.batchSize = new BatchSize(builder.batchRows, builder.batchBytes);
    this.clock = builder.clock;
    this.waitForOthers = builder.waitForOthers;
    this.look = new ChangeLook(transactions, clock);
  }

  /** A source over the database that {@code dataSource} connects to, with all defaults. */
  public static PgLakeSource of(DataSource dataSource) {
    return builder(dataSource).build();
  }

  /** Starts a configuration over the database that {@code dataSource} connects to. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  @Override
  public Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
    return look.unchanged(tables);
  }

  @Override
  public CopyResult copy(SyncTable table) {
    Optional<Sighting> before = look.beforeCopy(table);
    Tracker tracker = Tracker.of(table.tracking());
    Copied copied =
        transactions.run(
            "Copy of " + table,
            connection ->
                TableLock.tryFor(connection, table, waitForOthers)
                    ? copy(connection, table, tracker)
                    : Copied.byOthers(TableLock.holder(connection, table)));
    copied.columns.ifPresent(columns -> look.afterCopy(table, columns, copied.result, before));
    return copied.result;
  }

  private Copied copy(Connection connection, SyncTable table, Tracker tracker) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    Problems.stop(table, columns.problems(table));
    Problems.stop(table, tracker.problems(table, columns));
    CopyTask task = new CopyTask(connection, table, columns, batchSize, clock);
    if (!look.copiedWith(table).equals(Optional.of(columns))) {
      task = task.with(new SchemaFollower(task, tracker).follow());
    }
    CopyResult result = tracker.marksElsewhere() ? copyOfPair(task, tracker) : tracker.copy(task);
    return new Copied(
        Optional.of(task.columns()),
        tracker.measures() ? result.withBytes(task.measured().sum()) : result);
  }

  /** The marks say nothing of an Iceberg table that was dropped and created anew. */
  private static CopyResult copyOfPair(CopyTask task, Tracker tracker) throws SQLException {
    if (!Catalog.exists(task.connection(), "to_regclass", Checkpoints.TABLE)) {
      return tracker.copy(task);
    }
    boolean known = Checkpoints.load(task).isPresent();
    CopyResult result = tracker.copy(task);
    if (!known || result.rows() > 0) {
      Checkpoints.save(task, Checkpoint.at(""));
    }
    return result;
  }

  /**
   * What a transaction did.
   *
   * @param columns those that were copied; empty if nothing was, because others do so
   */
  private record Copied(Optional<TableColumns> columns, CopyResult result) {
    static Copied byOthers(String holder) {
      return new Copied(Optional.empty(), CopyResult.elsewhere(holder));
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
              if (columns.exist()) {
                found.addAll(tracker.problems(table, columns));
                found.addAll(
                    SchemaDrift.between(
                            table,
                            columns,
                            ColumnLinks.load(connection, table),
                            tracker.ownColumns())
                        .problems());
                if (!Catalog.isIceberg(connection, table.target())) {
                  found.add(
                      "%s is not an Iceberg table: it is not in iceberg_tables."
                          .formatted(table.target()));
                }
                PgLakeDoctor.examine(connection, table).stream()
                    .filter(finding -> finding.severity() != Finding.Severity.INFO)
                    .forEach(finding -> LOG.warn("{}", finding));
              }
              return found;
            });
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  @Override
  public String guarantee(SyncTable table) {
    return Tracker.of(table.tracking()).guarantee(table);
  }

  /** Configures a {@link PgLakeSource}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private int batchRows = 100_000;
    private long batchBytes = 256L << 20;
    private Duration waitForOthers = Duration.ofSeconds(1);
    private Clock clock = Clock.systemUTC();

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * About how many rows one transaction copies; a table with more is copied in several, and a
     * large transaction too. Upserts, and nothing else, hold so many keys in memory. Default:
     * 100,000. {@code ChangeTracking.comparison()} knows no batches: it replaces the table in one
     * snapshot. A table without a key is copied in whole transactions.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder batchRows(int batchRows) {
      if (batchRows < 1) {
        throw new IllegalArgumentException("batchRows must be positive, got " + batchRows);
      }
      this.batchRows = batchRows;
      return this;
    }

    /**
     * About how many bytes of rows one transaction copies, as PostgreSQL stores them, compressed
     * and without what a row costs itself: whichever is reached first, this or {@link #batchRows}.
     * A row that is larger is copied alone. Default: 256 MiB.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder batchBytes(long batchBytes) {
      if (batchBytes < 1) {
        throw new IllegalArgumentException("batchBytes must be positive, got " + batchBytes);
      }
      this.batchBytes = batchBytes;
      return this;
    }

    /**
     * How long a copy waits for another session that copies the table, before it leaves it alone
     * and says that it is copied {@linkplain CopyResult.Remaining#ELSEWHERE elsewhere}. Zero does
     * not wait, for hosts that share many tables. Default: 1 second.
     *
     * @throws IllegalArgumentException if it is negative
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
     * The clock of {@link CopyResult#completeThrough()}. Default: the system's, in UTC. Use the
     * same one as the sync's.
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
