package io.lakehousesync.postgres;

import io.lakehousesync.CatalogReader;
import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.KeyRange;
import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.MetadataReader;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.RangeVerification.Look;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Compares heap tables with their Iceberg tables, up to a watermark, and repairs what differs.
 *
 * <p>The watermark is the table's own checkpoint: heap table, Iceberg table and checkpoint are read
 * in one snapshot, rows that were not copied yet stay out on both sides, and writers and copies go
 * on meanwhile. Rows are compared by ranges of keys, as a number and an order-independent sum of
 * hashes; only ranges that differ are looked at by key.
 *
 * <p>Thread-safe. A call takes one connection at a time from the data source and gives it back.
 */
public final class PgLakeVerifier {
  private final Transactions transactions;
  private final Clock clock;
  private final int rangeRows;
  private final int maxDifferences;
  private final @Nullable CatalogReader catalog;
  private final ServedFile servedFile;
  private final @Nullable CatalogRefresher refresher;
  private final MetadataLocator locator;

  private PgLakeVerifier(Builder builder) {
    this.transactions = new Transactions(builder.dataSource);
    this.locator = IcebergTablesLocator.of(builder.dataSource);
    this.catalog = builder.catalog;
    this.servedFile = new ServedFile(builder.metadataReader);
    this.refresher = builder.refresher;
    this.clock = builder.clock;
    this.rangeRows = builder.rangeRows;
    this.maxDifferences = builder.maxDifferences;
  }

  /** A verifier over the database that {@code dataSource} connects to, with all defaults. */
  public static PgLakeVerifier of(DataSource dataSource) {
    return builder(dataSource).build();
  }

  /** Starts a configuration over the database that {@code dataSource} connects to. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /**
   * Verifies a whole table, range by range. Changes nothing.
   *
   * @throws io.lakehousesync.NotAppliedException if a table could not be read
   */
  public VerifyReport verify(SyncTable table) {
    RangeVerification ranges = ranges(table);
    List<Difference> differences = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    VerifyReport.Counts counts = VerifyReport.Counts.NONE;
    Instant began = clock.instant();
    KeyRange next = KeyRange.ALL;
    Look look;
    do {
      look = ranges.look(next, maxDifferences - differences.size());
      counts = counts.plus(look.counts());
      differences.addAll(look.differences());
      notes.addAll(look.notes());
      next = look.range().rest();
    } while (!look.isLast());
    Optional<CatalogVerdict> verdict = Optional.empty();
    if (catalog != null) {
      CatalogVerification.Result result =
          new CatalogVerification(transactions, ranges, catalog, servedFile)
              .verify(maxDifferences - differences.size());
      verdict = Optional.of(result.verdict());
      differences.addAll(result.differences());
      notes.addAll(result.notes());
      counts = counts.plus(new VerifyReport.Counts(0, 0, 0, 0, 0, result.unlisted()));
    }
    return new VerifyReport(
        table,
        look.blocked() ? Optional.empty() : Optional.of(began),
        counts,
        look.key(),
        differences,
        verdict,
        List.copyOf(notes));
  }

  /**
   * A verification that goes through a table range by range, again and again. It leaves the catalog
   * alone, which would have to work for each step.
   */
  public ContinuousVerification continuously(SyncTable table) {
    return new ContinuousVerification(ranges(table), maxDifferences);
  }

  private RangeVerification ranges(SyncTable table) {
    return new RangeVerification(transactions, table, rangeRows, clock);
  }

  /**
   * Carries out a plan, each range in one transaction, under the lock of the copy. What differs no
   * more is left alone. The checkpoint is not touched: rows beyond the watermark come with the next
   * copy. That the catalog could not be refreshed afterwards is a part of the report.
   *
   * @throws io.lakehousesync.NotAppliedException if a range was not repaired; those before it are
   * @throws io.lakehousesync.OutcomeUnknownException if the connection was lost during a commit;
   *     verifying again finds out
   */
  public RepairReport repair(RepairPlan plan) {
    RangeVerification ranges = ranges(plan.table());
    RangeRepair.Done done = RangeRepair.Done.NOTHING;
    for (RepairPlan.Range range : plan.ranges()) {
      done =
          done.plus(
              transactions.run(
                  "Repair of %s".formatted(plan.table()),
                  connection -> {
                    TableLock.take(connection, plan.table());
                    SideBySide sides = ranges.open(connection);
                    Problems.stop(
                        "Repair of " + plan.table(), sides.watermark().blocked().stream().toList());
                    return new RangeRepair(sides).repair(range.differences());
                  }));
    }
    Optional<RefreshResult> refresh = Optional.empty();
    Optional<LakehouseSyncException> refreshFailure = Optional.empty();
    try {
      refresh = refresh(plan);
    } catch (LakehouseSyncException e) {
      refreshFailure = Optional.of(e);
    }
    return new RepairReport(
        plan.table(),
        done.deleted(),
        done.inserted(),
        done.differed(),
        done.remaining(),
        refresh,
        refreshFailure);
  }

  /** The catalog is refreshed after a repair too, which has made a snapshot. */
  private Optional<RefreshResult> refresh(RepairPlan plan) {
    boolean needed = !plan.ranges().isEmpty() || plan.catalog() == CatalogVerdict.Cure.REFRESH;
    CatalogRefresher how = refresher;
    if (how == null || !needed) {
      return Optional.empty();
    }
    AtomicReference<@Nullable RefreshResult> result = new AtomicReference<>();
    locator.withNewest(
        plan.table().target(), newest -> result.set(how.refresh(plan.table(), newest)));
    return Optional.ofNullable(result.get());
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
     * How many rows of the heap table a range has: what one statement reads, and what one snapshot
     * is held for. Default: 100,000. A table without a key is one range.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder rangeRows(int rangeRows) {
      if (rangeRows < 1) {
        throw new IllegalArgumentException("rangeRows must be positive, got " + rangeRows);
      }
      this.rangeRows = rangeRows;
      return this;
    }

    /**
     * How many differences a report lists. Of ranges that differ beyond that, only their number is
     * told. Default: 10,000.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maxDifferences(int maxDifferences) {
      if (maxDifferences < 1) {
        throw new IllegalArgumentException(
            "maxDifferences must be positive, got " + maxDifferences);
      }
      this.maxDifferences = maxDifferences;
      return this;
    }

    /** Compares what this catalog serves too. Default: no catalog. */
    public Builder catalog(CatalogReader catalog) {
      this.catalog = Objects.requireNonNull(catalog, "catalog");
      return this;
    }

    /**
     * Judges the file that the catalog serves also by what stands in it: by table-uuid, sequence
     * number and snapshot, and tells if it is gone. Default: by its name.
     *
     * @param metadataReader such as {@code MetadataFiles.of(s3)} of the module lakehouse-sync-s3
     */
    public Builder metadataReader(MetadataReader metadataReader) {
      this.metadataReader = Objects.requireNonNull(metadataReader, "metadataReader");
      return this;
    }

    /**
     * Refreshes the catalog at the end of a repair, if that was a part of the plan or the repair
     * has changed the Iceberg table. Default: the catalog is left to the next sync.
     */
    public Builder refresher(CatalogRefresher refresher) {
      this.refresher = Objects.requireNonNull(refresher, "refresher");
      return this;
    }

    /** The clock of {@link VerifyReport#verifiedThrough()}. Default: the system's, in UTC. */
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
