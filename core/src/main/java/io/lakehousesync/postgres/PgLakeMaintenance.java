package io.lakehousesync.postgres;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import io.lakehousesync.postgres.VacuumResult.AlreadyDone;
import io.lakehousesync.postgres.VacuumResult.Done;
import io.lakehousesync.postgres.VacuumResult.Failed;
import io.lakehousesync.postgres.VacuumResult.NotAsked;
import io.lakehousesync.postgres.VacuumResult.NotNeeded;
import io.lakehousesync.postgres.VacuumResult.Postponed;
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
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after Iceberg tables: tells when they have too many small files, too many manifests or too
 * long a metadata file, and lets pg_lake's VACUUM compact files and expire snapshots then. Where
 * pg_lake's autovacuum runs, {@link #watch} is enough, and notices what it did; where it is off or
 * does not keep up, {@link #vacuum} does it.
 *
 * <p>A VACUUM makes snapshots of its own. The next cycle of the sync finds and refreshes them, as
 * it does those of other hosts.
 *
 * <p>Thread-safe. One table after the other is looked at, with one connection from the data source
 * at a time. Several hosts may do so: the second VACUUM finds nothing left to do. VACUUM needs the
 * table's owner.
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
  private final LastVacuums lastVacuums = new LastVacuums();

  private PgLakeMaintenance(Builder builder) {
    this.transactions = new Transactions(builder.dataSource);
    this.statement = new VacuumStatement(builder.dataSource, builder.timeout);
    this.limits = builder.limits;
    this.waitForCopies = builder.waitForCopies;
    this.clock = builder.clock;
  }

  /** Maintenance in the database that {@code dataSource} connects to, with all defaults. */
  public static PgLakeMaintenance of(DataSource dataSource) {
    return builder(dataSource).build();
  }

  /** Starts a configuration over the database that {@code dataSource} connects to. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /**
   * Looks at the tables and warns. It reads metadata and manifests, through pg_lake, and changes
   * nothing.
   *
   * @return a report per table, in their order; a failure is in its table's report
   */
  public List<MaintenanceReport> watch(Collection<SyncTable> tables) {
    return each(tables, (table, found) -> new NotAsked(), report -> {});
  }

  /**
   * Looks at the tables, and runs VACUUM for each that is beyond the limits, unless it is being
   * copied ({@link Builder#waitForCopies}), or is no worse than this object's last one has left it.
   * It does not hold up copies, other than upserts, which wait for it where they delete.
   *
   * @return a report per table, in their order; a failure is in its table's report
   */
  public List<MaintenanceReport> vacuum(Collection<SyncTable> tables) {
    return each(tables, this::vacuum, report -> {});
  }

  /**
   * {@link #watch} now, and then again and again.
   *
   * @param interval the time from the end of one to the beginning of the next
   * @param listener is told of each table, on the schedule's thread; what it throws is logged
   * @return to be closed before the data source
   * @throws IllegalArgumentException if the interval is not positive
   */
  public MaintenanceSchedule watchEvery(
      Duration interval, Collection<SyncTable> tables, Consumer<MaintenanceReport> listener) {
    List<SyncTable> all = List.copyOf(tables);
    return new MaintenanceSchedule(
        interval, () -> each(all, (table, found) -> new NotAsked(), listener), () -> {});
  }

  /**
   * {@link #vacuum} now, and then again and again.
   *
   * @param interval the time from the end of one to the beginning of the next
   * @param listener is told of each table, on the schedule's thread; what it throws is logged
   * @return to be closed before the data source
   * @throws IllegalArgumentException if the interval is not positive
   */
  public MaintenanceSchedule vacuumEvery(
      Duration interval, Collection<SyncTable> tables, Consumer<MaintenanceReport> listener) {
    List<SyncTable> all = List.copyOf(tables);
    return new MaintenanceSchedule(
        interval, () -> each(all, this::vacuum, listener), statement::cancel);
  }

  private static void tell(MaintenanceReport report, Consumer<MaintenanceReport> listener) {
    try {
      listener.accept(report);
    } catch (RuntimeException e) {
      LOG.warn("Listener {} failed. Maintenance goes on without it hearing of this.", listener, e);
    }
  }

  /** What to do with a table that is beyond the limits. */
  private interface Cure {
    VacuumResult apply(SyncTable table, IcebergLayout found);
  }

  private List<MaintenanceReport> each(
      Collection<SyncTable> tables, Cure cure, Consumer<MaintenanceReport> listener) {
    List<MaintenanceReport> reports = new ArrayList<>();
    for (SyncTable table : tables) {
      // A host that ends interrupts us; what is left is looked at by the next one.
      if (!Thread.currentThread().isInterrupted()) {
        MaintenanceReport report = examine(table, cure);
        log(report);
        tell(report, listener);
        reports.add(report);
      }
    }
    return reports;
  }

  private MaintenanceReport examine(SyncTable table, Cure cure) {
    try {
      IcebergLayout layout = look(table);
      List<String> warnings = limits.exceededBy(layout);
      notice(table, layout);
      VacuumResult result = warnings.isEmpty() ? new NotNeeded() : cure.apply(table, layout);
      MaintenanceReport report = report(table, Optional.of(layout), warnings, result);
      return report.wasSent() ? withLookAfterwards(report) : report;
    } catch (LakehouseSyncException e) {
      return report(table, Optional.empty(), List.of(), new Failed(e));
    } catch (RuntimeException e) {
      String message = "Unexpected failure at a look at %s: %s".formatted(table.target(), e);
      return report(
          table,
          Optional.empty(),
          List.of(),
          new Failed(new NotAppliedException(Retry.SENSIBLE, message, e)));
    }
  }

  private MaintenanceReport report(
      SyncTable table, Optional<IcebergLayout> layout, List<String> warnings, VacuumResult result) {
    return new MaintenanceReport(
        table,
        layout,
        Optional.empty(),
        warnings,
        Optional.ofNullable(compactions.get(table.target())),
        result);
  }

  /** What became of a VACUUM is known even where the look afterwards fails. */
  private MaintenanceReport withLookAfterwards(MaintenanceReport sent) {
    SyncTable table = sent.table();
    Optional<IcebergLayout> after = Optional.empty();
    try {
      IcebergLayout layout = look(table);
      notice(table, layout);
      if (sent.vacuum() instanceof Done) {
        lastVacuums.done(table.target(), layout);
      }
      // An effect that does not show yet is noticed by the next look.
      after = Optional.of(layout).filter(now -> !isSameSnapshot(now, sent));
    } catch (LakehouseSyncException e) {
      LOG.warn("What VACUUM has made of {} is not known before the next look", table.target(), e);
    }
    return new MaintenanceReport(
        table,
        sent.layout(),
        after,
        sent.warnings(),
        Optional.ofNullable(compactions.get(table.target())),
        sent.vacuum());
  }

  private static boolean isSameSnapshot(IcebergLayout now, MaintenanceReport sent) {
    return sent.layout().map(IcebergLayout::location).filter(now.location()::equals).isPresent();
  }

  private IcebergLayout look(SyncTable table) {
    return transactions
        .run(
            "Look at the files of " + table.target(),
            connection ->
                LayoutQuery.ask(connection, table.target(), limits.smallFileBytes(), clock))
        .orElseThrow(
            () ->
                new NotAppliedException(
                    Retry.POINTLESS,
                    "%s is not an Iceberg table: it is not in iceberg_tables. Check its name."
                        .formatted(table.target()),
                    null));
  }

  private void notice(SyncTable table, IcebergLayout now) {
    IcebergLayout before = seen.put(table.target(), now);
    if (before != null && now.dataFiles() < before.dataFiles() && now.rows() >= before.rows()) {
      Compaction compaction = new Compaction(before.dataFiles(), now.dataFiles(), now.at());
      compactions.put(table.target(), compaction);
      LOG.info(
          "compacted {} since the last look: {} data files, now {}",
          table.target(),
          compaction.filesBefore(),
          compaction.filesAfter());
    }
  }

  private VacuumResult vacuum(SyncTable table, IcebergLayout found) {
    if (lastVacuums.isAsLeft(table.target(), found)) {
      return new AlreadyDone();
    }
    // Held for a moment only: a copy that begins during VACUUM is pg_lake's to order.
    Optional<String> holder =
        transactions.run(
            "Look whether %s is being copied".formatted(table),
            connection ->
                TableLock.tryFor(connection, table, waitForCopies)
                    ? Optional.<String>empty()
                    : Optional.of(TableLock.holder(connection, table)));
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

    /** When a table needs VACUUM. Default: {@link MaintenanceLimits#ofDefaults()}. */
    public Builder limits(MaintenanceLimits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * How long a VACUUM may take before it is cancelled, in whole seconds. pg_lake heeds that once
     * S3 answers. Default: 10 minutes.
     *
     * @throws IllegalArgumentException if it is shorter than a second
     */
    public Builder timeout(Duration timeout) {
      if (timeout.toSeconds() < 1) {
        throw new IllegalArgumentException("timeout must be a second or more, got " + timeout);
      }
      this.timeout = timeout;
      return this;
    }

    /**
     * How long a VACUUM waits for the copy of its table that is under way, before it is postponed.
     * Zero does not wait. Default: 5 seconds.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder waitForCopies(Duration waitForCopies) {
      if (waitForCopies.isNegative()) {
        throw new IllegalArgumentException(
            "waitForCopies must not be negative, got " + waitForCopies);
      }
      this.waitForCopies = waitForCopies;
      return this;
    }

    /** The clock of reports. Default: the system's, in UTC. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Builds it. It connects when it is first used. */
    public PgLakeMaintenance build() {
      return new PgLakeMaintenance(this);
    }
  }
}
