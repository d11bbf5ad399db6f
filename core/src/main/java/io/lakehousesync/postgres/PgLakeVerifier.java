package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.internal.schema.ExpressionCheck;
import io.lakehousesync.postgres.internal.schema.HeapRows;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.HeapLock;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.SearchPath;
import io.lakehousesync.postgres.internal.sql.TableLock;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.verify.CatalogVerification;
import io.lakehousesync.postgres.internal.verify.RangeRepair;
import io.lakehousesync.postgres.internal.verify.RangeVerification;
import io.lakehousesync.postgres.internal.verify.RangeVerification.RangeResult;
import io.lakehousesync.postgres.internal.verify.StandingCheck;
import io.lakehousesync.postgres.internal.verify.TableComparison;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.MetadataReader;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.CatalogReader;
import io.lakehousesync.verify.CatalogVerdict;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.RepairReport;
import io.lakehousesync.verify.RowCounts;
import io.lakehousesync.verify.TableVerification;
import io.lakehousesync.verify.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Compares heap tables with their Iceberg tables, up to a watermark, and repairs differences.
 *
 * <p>The watermark separates the rows that were copied from the rows that wait for the next copy.
 * The verifier only counts the waiting rows. It compares neither their state in the heap table nor
 * their older state in the Iceberg table. The watermark comes from the table's tracking: from the
 * checkpoint, the marker column or the queue. {@code ChangeTracking.comparison()} has no watermark.
 * With this tracking, all rows are compared, and a difference may be a change that was not copied
 * yet.
 *
 * <p>A table is compared in ranges of keys, each in one PostgreSQL snapshot. First the number of
 * rows and the sum of their hashes are compared. If these differ, the rows of the range are
 * compared one by one. Rows with null in their key are always compared one by one. Writers and
 * copies continue meanwhile.
 *
 * <p>Thread-safe. Each call borrows one connection at a time from the data source.
 */
public final class PgLakeVerifier {
  /** How long one statement of a verification in the background may take. */
  private static final Duration STEP = Duration.ofMinutes(10);

  /**
   * How long a step in the background waits for a session that locks the heap table. The other
   * tables wait meanwhile.
   */
  private static final Duration BACKGROUND_WAIT = Duration.ofSeconds(1);

  private final Transactions transactions;
  private final Clock clock;
  private final int rangeRows;
  private final int maxDifferences;
  private final @Nullable CatalogReader catalog;
  private final StandingCheck standingCheck;
  private final @Nullable CatalogRefresher refresher;
  private final MetadataLocator locator;

  /** The columns of each table whose expressions were checked. */
  private final Map<SyncTable, TableColumns> checked = new ConcurrentHashMap<>();

  private PgLakeVerifier(Builder builder) {
    this.transactions = new Transactions(builder.dataSource);
    this.locator = IcebergTablesLocator.of(builder.dataSource);
    this.catalog = builder.catalog;
    this.standingCheck = new StandingCheck(builder.metadataReader);
    this.refresher = builder.refresher;
    this.clock = builder.clock;
    this.rangeRows = builder.rangeRows;
    this.maxDifferences = builder.maxDifferences;
  }

  /** Returns a verifier for the database that {@code dataSource} connects to, with all defaults. */
  public static PgLakeVerifier of(DataSource dataSource) {
    return builder(dataSource).build();
  }

  /** Returns a new builder for the database that {@code dataSource} connects to. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /**
   * Verifies a whole table, range by range. Changes nothing.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if a table could not be read
   */
  public VerifyReport verify(SyncTable table) {
    RangeVerification ranges = ranges(table);
    List<Difference> differences = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    Set<String> missed = new LinkedHashSet<>();
    VerifyReport.Counts counts = VerifyReport.Counts.NONE;
    Instant began = clock.instant();
    KeyRange next = KeyRange.ALL;
    String order = "";
    RangeResult result;
    do {
      result = ranges.verify(next, order, maxDifferences - differences.size());
      counts = counts.plus(result.counts());
      differences.addAll(result.differences());
      notes.addAll(result.notes());
      missed.addAll(result.missed());
      next = result.range().rest();
      order = result.order();
    } while (!result.isLast());
    VerifyReport.Builder report = VerifyReport.builder(table);
    if (catalog != null) {
      CatalogVerification.Result found =
          new CatalogVerification(transactions, ranges, catalog, standingCheck)
              .verify(maxDifferences - differences.size());
      report.catalog(found.verdict());
      differences.addAll(found.differences());
      notes.addAll(found.notes());
      counts = counts.plus(VerifyReport.Counts.builder().unlisted(found.unlisted()).build());
    }
    return report
        .verifiedThrough(result.blocked() ? null : began)
        .counts(counts)
        .key(result.key())
        .differences(differences)
        .notes(List.copyOf(notes))
        .notCompared(List.copyOf(missed))
        .build();
  }

  /**
   * Returns a verification that repeatedly goes through a table, one range per step. It does not
   * compare the catalog, because each step would use compute resources of the catalog.
   */
  public ContinuousVerification continuously(SyncTable table) {
    return new ContinuousVerification(ranges(table), maxDifferences);
  }

  /**
   * Verifies tables in the background: each table completely once per interval, in ranges, one
   * range at a time, on one connection. The load is low: after a range, the thread waits nine times
   * as long as the range took, and less only if a table would not be verified in time. Does not
   * compare the catalog, as {@link #continuously}. A statement ends after ten minutes, so that a
   * table whose owner lets it sleep delays the others, but does not stop them. If at most ten
   * ranges of a table differ, they are compared again once a minute, so that a repair is noticed
   * soon. Changes nothing.
   *
   * <p>Each host that calls this verifies the tables. If several hosts sync the same tables, call
   * it on one of them.
   *
   * @param every the time from the beginning of one pass through a table to that of the next
   * @param tables returns the tables; called before each range. A host passes {@code sync::tables}
   * @param listener receives what was found, after each complete pass through a table, and when the
   *     known differences have changed. A host passes {@code sync::verified}. It is called on the
   *     schedule's thread; its exceptions are logged
   * @return the schedule; close it before the data source
   * @throws IllegalArgumentException if the interval is not positive
   */
  public VerificationSchedule verifyEvery(
      Duration every,
      Supplier<? extends Collection<SyncTable>> tables,
      Consumer<TableVerification> listener) {
    return new VerificationSchedule(every, tables, this::state, listener);
  }

  VerificationState state(SyncTable table) {
    return new VerificationState(
        ranges(table, transactions.withStatementTimeout(STEP), BACKGROUND_WAIT), maxDifferences);
  }

  /**
   * Counts the rows of both tables, and the rows that wait for the next copy. Compares no values.
   * Reads the heap table once or twice, so this takes time if the table is large.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if the rows could not be counted
   */
  public RowCounts count(SyncTable table) {
    return ranges(table).count();
  }

  private RangeVerification ranges(SyncTable table) {
    return ranges(table, transactions, Transactions.LOCK_WAIT);
  }

  private RangeVerification ranges(SyncTable table, Transactions transactions, Duration lockWait) {
    if (HeapRows.hasExpressions(table)) {
      // A verification itself is read-only, and cannot check expressions.
      transactions.run(
          "Verification of " + table,
          connection -> {
            HeapLock.share(connection, table, lockWait);
            return checkExpressions(connection, table);
          });
    }
    return new RangeVerification(transactions, table, rangeRows, lockWait, clock);
  }

  /** Checks the expressions of a table, if its columns have changed since the last check. */
  private TableColumns checkExpressions(Connection connection, SyncTable table)
      throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    if (!columns.equals(checked.get(table))) {
      SearchPath.add(connection, columns.extensionSchemas(table));
      Preconditions.requireNone(
          "Verification of " + table, ExpressionCheck.problems(connection, table, columns));
      checked.put(table, columns);
    }
    return columns;
  }

  /**
   * Carries out a plan. Each range is repaired in one transaction that holds the table's lock. Keys
   * that do not differ any more are skipped. The checkpoint does not change, so that the next copy
   * still copies the rows beyond the watermark. At the end, if the plan asks for a refresh or rows
   * were changed, the refresher refreshes the catalog. If this refresh fails, the report has the
   * failure.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if a range was not repaired; the
   *     repairs of the ranges before it are committed
   * @throws io.lakehousesync.exceptions.OutcomeUnknownException if the connection was lost during a
   *     commit; another verification shows whether the range was repaired
   */
  public RepairReport repair(RepairPlan plan) {
    RangeVerification ranges = ranges(plan.table());
    RangeRepair.Result done = RangeRepair.Result.NOTHING;
    for (RepairPlan.Range range : plan.ranges()) {
      done =
          done.plus(
              transactions.run(
                  "Repair of %s".formatted(plan.table()),
                  connection -> {
                    TableLock.take(connection, plan.table());
                    HeapLock.share(connection, plan.table());
                    TableComparison comparison = ranges.open(connection);
                    Preconditions.requireNone(
                        "Repair of " + plan.table(),
                        comparison.watermark().blocked().stream().toList());
                    return new RangeRepair(comparison).repair(range.differences());
                  }));
    }
    RepairReport.Builder report =
        RepairReport.builder(plan.table())
            .deletedRows(done.deleted())
            .insertedRows(done.inserted())
            .differed(done.differed())
            .remaining(done.remaining());
    try {
      report.refresh(refresh(plan, done));
    } catch (LakehouseSyncException e) {
      report.refreshFailure(e);
    }
    return report.build();
  }

  /**
   * Refreshes the catalog if a refresher is set, and the plan asks for a refresh or the repair has
   * changed rows.
   */
  private @Nullable RefreshResult refresh(RepairPlan plan, RangeRepair.Result done) {
    boolean needed = done.changedRows() || plan.catalog() == CatalogVerdict.Cure.REFRESH;
    CatalogRefresher how = refresher;
    if (how == null || !needed) {
      return null;
    }
    AtomicReference<@Nullable RefreshResult> result = new AtomicReference<>();
    locator.withNewest(
        plan.table().target(),
        newest ->
            newest
                .location()
                .ifPresent(location -> result.set(how.refresh(plan.table(), location))));
    return result.get();
  }

  /** Configures a {@link PgLakeVerifier}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private int rangeRows = 100_000;
    private int maxDifferences = 10_000;
    private Clock clock = Clock.systemUTC();
    private @Nullable CatalogReader catalog;
    private @Nullable MetadataReader metadataReader;
    private @Nullable CatalogRefresher refresher;

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * Sets the approximate number of heap rows in a range. If the Iceberg table has many more rows
     * than the heap table, ranges are smaller. A table without a key is one range. Default:
     * 100,000.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Builder rangeRows(int rangeRows) {
      if (rangeRows < 1) {
        throw new IllegalArgumentException("rangeRows must be positive, got " + rangeRows);
      }
      this.rangeRows = rangeRows;
      return this;
    }

    /**
     * Sets how many differences a report lists. After the limit is reached, the report only counts
     * further ranges that differ, and does not list their differences. Default: 10,000.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Builder maxDifferences(int maxDifferences) {
      if (maxDifferences < 1) {
        throw new IllegalArgumentException(
            "maxDifferences must be positive, got " + maxDifferences);
      }
      this.maxDifferences = maxDifferences;
      return this;
    }

    /** Sets the catalog to compare. Default: none. */
    public Builder catalog(CatalogReader catalog) {
      this.catalog = Objects.requireNonNull(catalog, "catalog");
      return this;
    }

    /**
     * Sets a reader for the metadata file that the catalog serves. The verifier then compares
     * table-uuid, sequence number and snapshot, and reports a missing file. Default: none. Without
     * a reader, only the file's name is compared.
     *
     * @param metadataReader such as {@code MetadataFiles.of(s3)} of the module lakehouse-sync-s3
     */
    public Builder metadataReader(MetadataReader metadataReader) {
      this.metadataReader = Objects.requireNonNull(metadataReader, "metadataReader");
      return this;
    }

    /**
     * Sets the refresher. After a repair, the verifier calls the refresher if the plan asks for a
     * refresh, or if the repair has changed rows of the Iceberg table. Default: none. Without a
     * refresher, the next run of the sync refreshes the catalog.
     */
    public Builder refresher(CatalogRefresher refresher) {
      this.refresher = Objects.requireNonNull(refresher, "refresher");
      return this;
    }

    /**
     * Sets the clock of {@link VerifyReport#verifiedThrough()}. Default: the system clock, in UTC.
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Builds the verifier. It connects when it is first used. */
    public PgLakeVerifier build() {
      return new PgLakeVerifier(this);
    }
  }
}
