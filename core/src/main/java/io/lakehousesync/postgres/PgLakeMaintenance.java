package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.internal.maintenance.LayoutReader;
import io.lakehousesync.postgres.internal.maintenance.VacuumHistory;
import io.lakehousesync.postgres.internal.maintenance.VacuumStatement;
import io.lakehousesync.postgres.internal.sql.TableLock;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.report.Compaction;
import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.postgres.report.VacuumResult.AlreadyDone;
import io.lakehousesync.postgres.report.VacuumResult.Done;
import io.lakehousesync.postgres.report.VacuumResult.Failed;
import io.lakehousesync.postgres.report.VacuumResult.NotAsked;
import io.lakehousesync.postgres.report.VacuumResult.NotNeeded;
import io.lakehousesync.postgres.report.VacuumResult.Postponed;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import io.lakehousesync.text.PrintableThrowable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether Iceberg tables have too many small files, too many manifests or a metadata file
 * that is too large. {@link #vacuum} also runs pg_lake's VACUUM, which compacts files and expires
 * snapshots. If pg_lake's autovacuum runs, {@link #watch} is enough. {@code watch} also reports the
 * compactions that the autovacuum makes. If the autovacuum is off or too slow, use {@link #vacuum}.
 *
 * <p>A VACUUM commits snapshots. The next run of the sync refreshes the catalog to these snapshots,
 * as it does for snapshots of other hosts.
 *
 * <p>Thread-safe. Tables are checked one after the other, with one connection from the data source
 * at a time. Several hosts may run the maintenance, because a second VACUUM finds nothing to do.
 * Only the owner of a table can run VACUUM.
 */
public final class PgLakeMaintenance {
  private static final Logger LOG = LoggerFactory.getLogger(PgLakeMaintenance.class);

  private final Transactions transactions;
  private final VacuumStatement statement;
  private final MaintenanceLimits limits;
  private final Duration waitForCopies;
  private final Clock clock;
  private final Map<TableName, IcebergLayout> seen = new ConcurrentHashMap<>();
  private final Map<TableName, Compaction> compactions = new ConcurrentHashMap<>();
  private final VacuumHistory vacuums = new VacuumHistory();

  private PgLakeMaintenance(Builder builder) {
    this.transactions = new Transactions(builder.dataSource);
    this.statement = new VacuumStatement(builder.dataSource, builder.timeout);
    this.limits = builder.limits;
    this.waitForCopies = builder.waitForCopies;
    this.clock = builder.clock;
  }

  /**
   * Returns the maintenance of the database that {@code dataSource} connects to, with all defaults.
   */
  public static PgLakeMaintenance of(DataSource dataSource) {
    return builder(dataSource).build();
  }

  /** Returns a new builder for the database that {@code dataSource} connects to. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /**
   * Checks the tables and logs warnings. Reads metadata files and manifests through pg_lake, and
   * changes nothing.
   *
   * @return one report per table, in the order of the tables. If a check fails, the report of the
   *     table has the failure
   */
  public List<MaintenanceReport> watch(Collection<SyncTable> tables) {
    return each(tables, (table, found) -> new NotAsked(), report -> {});
  }

  /**
   * Checks the tables, and runs VACUUM for each table that exceeds a limit. Skips a table that is
   * being copied ({@link Builder#waitForCopies}). Also skips a table if its layout is no worse than
   * after the last VACUUM by this object, and no snapshot can expire. Inserts do not wait for
   * VACUUM, but the deletes of an upsert may wait.
   *
   * @return one report per table, in the order of the tables. If a check fails, the report of the
   *     table has the failure
   */
  public List<MaintenanceReport> vacuum(Collection<SyncTable> tables) {
    return each(tables, this::vacuum, report -> {});
  }

  /**
   * Runs {@link #watch} now, and repeats it at an interval.
   *
   * @param interval the time from the end of one check to the beginning of the next
   * @param tables returns the tables; called before each check. A host passes {@code sync::tables}
   * @param listener receives each report, on the schedule's thread; its exceptions are logged
   * @return the schedule; close it before the data source
   * @throws IllegalArgumentException if the interval is not positive
   */
  public MaintenanceSchedule watchEvery(
      Duration interval,
      Supplier<? extends Collection<SyncTable>> tables,
      Consumer<MaintenanceReport> listener) {
    return new MaintenanceSchedule(
        interval, () -> each(tables.get(), (table, found) -> new NotAsked(), listener), () -> {});
  }

  /**
   * Runs {@link #vacuum} now, and repeats it at an interval.
   *
   * @param interval the time from the end of one check to the beginning of the next
   * @param tables returns the tables; called before each check. A host passes {@code sync::tables}
   * @param listener receives each report, on the schedule's thread; its exceptions are logged
   * @return the schedule; close it before the data source
   * @throws IllegalArgumentException if the interval is not positive
   */
  public MaintenanceSchedule vacuumEvery(
      Duration interval,
      Supplier<? extends Collection<SyncTable>> tables,
      Consumer<MaintenanceReport> listener) {
    return new MaintenanceSchedule(
        interval, () -> each(tables.get(), this::vacuum, listener), statement::cancel);
  }

  private static void notify(MaintenanceReport report, Consumer<MaintenanceReport> listener) {
    try {
      listener.accept(report);
    } catch (RuntimeException | Error e) {
      LOG.warn("Listener {} failed and missed a report. Maintenance continues.", listener, e);
    }
  }

  /** The action for a table that exceeds a limit. */
  private interface Action {
    VacuumResult apply(SyncTable table, IcebergLayout found);
  }

  private List<MaintenanceReport> each(
      Collection<SyncTable> tables, Action action, Consumer<MaintenanceReport> listener) {
    List<MaintenanceReport> reports = new ArrayList<>();
    for (SyncTable table : tables) {
      // A host that shuts down interrupts the thread. The remaining tables are skipped.
      if (!Thread.currentThread().isInterrupted()) {
        MaintenanceReport report = check(table, action);
        log(report);
        notify(report, listener);
        reports.add(report);
      }
    }
    return reports;
  }

  private MaintenanceReport check(SyncTable table, Action action) {
    try {
      IcebergLayout layout = readLayout(table);
      List<String> warnings = limits.exceededBy(layout);
      detectCompaction(table, layout);
      VacuumResult result = warnings.isEmpty() ? new NotNeeded() : action.apply(table, layout);
      MaintenanceReport report = report(table, layout, warnings, result);
      return report.wasSent() ? withLayoutAfterwards(report) : report;
    } catch (LakehouseSyncException e) {
      return report(table, null, List.of(), new Failed(e));
    } catch (RuntimeException e) {
      String message = "Unexpected failure of the check of %s: %s".formatted(table.target(), e);
      return report(
          table, null, List.of(), new Failed(new NotAppliedException(Retry.SENSIBLE, message, e)));
    }
  }

  private MaintenanceReport report(
      SyncTable table, @Nullable IcebergLayout layout, List<String> warnings, VacuumResult result) {
    return MaintenanceReport.builder(table, result)
        .layout(layout)
        .warnings(warnings)
        .lastCompaction(compactions.get(table.target()))
        .build();
  }

  /**
   * Returns the report with the layout that the table has after a VACUUM. If this layout cannot be
   * read, the result of the VACUUM is still reported.
   */
  private MaintenanceReport withLayoutAfterwards(MaintenanceReport sent) {
    SyncTable table = sent.table();
    Optional<IcebergLayout> after = Optional.empty();
    try {
      IcebergLayout layout = readLayout(table);
      detectCompaction(table, layout);
      if (sent.vacuum() instanceof Done) {
        vacuums.done(table.target(), layout);
      }
      // If the effect is not visible yet, the next check finds it.
      after = Optional.of(layout).filter(now -> !isSameSnapshot(now, sent));
    } catch (LakehouseSyncException e) {
      LOG.warn(
          "The layout of {} after VACUUM could not be read. The next check reads it.",
          Printable.escape(table.target().toString()),
          PrintableThrowable.of(e));
    }
    return MaintenanceReport.builder(table, sent.vacuum())
        .layout(sent.layout().orElse(null))
        .after(after.orElse(null))
        .warnings(sent.warnings())
        .lastCompaction(compactions.get(table.target()))
        .build();
  }

  private static boolean isSameSnapshot(IcebergLayout now, MaintenanceReport sent) {
    return sent.layout().map(IcebergLayout::location).filter(now.location()::equals).isPresent();
  }

  private IcebergLayout readLayout(SyncTable table) {
    return transactions
        .run(
            "Check of the files of " + table.target(),
            connection ->
                LayoutReader.read(connection, table.target(), limits.smallFileBytes(), clock))
        .orElseThrow(
            () ->
                new NotAppliedException(
                    Retry.POINTLESS,
                    "%s is not an Iceberg table: it is not in iceberg_tables. Check its name."
                        .formatted(table.target()),
                    null));
  }

  private void detectCompaction(SyncTable table, IcebergLayout now) {
    IcebergLayout before = seen.put(table.target(), now);
    if (before != null && now.dataFiles() < before.dataFiles() && now.rows() >= before.rows()) {
      Compaction compaction = new Compaction(before.dataFiles(), now.dataFiles(), now.at());
      compactions.put(table.target(), compaction);
      LOG.info(
          "{} was compacted since the last check: {} data files before, {} now",
          Printable.escape(table.target().toString()),
          compaction.filesBefore(),
          compaction.filesAfter());
    }
  }

  private VacuumResult vacuum(SyncTable table, IcebergLayout found) {
    if (vacuums.isNoWorse(table.target(), found)) {
      return new AlreadyDone();
    }
    // The lock is released before VACUUM. If a copy begins meanwhile, pg_lake
    // coordinates the copy and the VACUUM.
    Optional<String> holder =
        transactions.run(
            "Check whether %s is being copied".formatted(table),
            connection ->
                TableLock.tryAloneFor(connection, table, waitForCopies)
                    ? Optional.<String>empty()
                    : Optional.of(TableLock.holder(connection, table).description()));
    return holder.<VacuumResult>map(Postponed::new).orElseGet(() -> statement.run(table.target()));
  }

  private static void log(MaintenanceReport report) {
    if (report.needsAttention()) {
      LOG.warn("{}", report);
    } else if (report.neededVacuum()) {
      LOG.info("{}", report);
    } else {
      LOG.debug("{}", report);
    }
  }

  /** Configures a {@link PgLakeMaintenance}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private MaintenanceLimits limits = MaintenanceLimits.ofDefaults();
    private Duration timeout = Duration.ofMinutes(10);
    private Duration waitForCopies = Duration.ofSeconds(5);
    private Clock clock = Clock.systemUTC();

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /** Sets when a table needs VACUUM. Default: {@link MaintenanceLimits#ofDefaults()}. */
    public Builder limits(MaintenanceLimits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Sets how long a VACUUM may take before it is cancelled, in whole seconds. pg_lake reacts to
     * the cancellation only after S3 has answered. Default: 10 minutes.
     *
     * @throws IllegalArgumentException if the timeout is shorter than a second
     */
    public Builder timeout(Duration timeout) {
      if (timeout.toSeconds() < 1) {
        throw new IllegalArgumentException("timeout must be a second or more, got " + timeout);
      }
      this.timeout = timeout;
      return this;
    }

    /**
     * Sets how long a VACUUM waits for a running copy of its table. After this time, the VACUUM is
     * postponed. With zero, the VACUUM does not wait. Default: 5 seconds.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Builder waitForCopies(Duration waitForCopies) {
      if (waitForCopies.isNegative()) {
        throw new IllegalArgumentException(
            "waitForCopies must not be negative, got " + waitForCopies);
      }
      this.waitForCopies = waitForCopies;
      return this;
    }

    /** Sets the clock of reports. Default: the system clock, in UTC. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Builds the maintenance. It connects when it is first used. */
    public PgLakeMaintenance build() {
      return new PgLakeMaintenance(this);
    }
  }
}
