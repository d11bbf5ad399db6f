package io.lakehousesync.postgres;

import io.lakehousesync.SyncHealth;
import io.lakehousesync.TableHealth;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.status.StatusTable;
import io.lakehousesync.postgres.internal.status.StatusWriter;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.TableVerification;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how fresh and how verified the tables of a sync are into the table {@code
 * lakehouse_sync.status}, for SQL users and for other processes ({@link StatusObserver}). The
 * set-up creates the table.
 *
 * <p>Works on a daemon thread of its own until it is closed, so that a run never waits for it.
 * Looks at the health once a second. Writes all tables with one statement: at once if the status of
 * a table has changed or something was verified, otherwise every five seconds if there was a run.
 * If the table cannot be written, this is logged once, and each further write tries again.
 *
 * <p>Several hosts can sync the same tables. The row of a table has the status that the host has
 * seen that ran the table last, and the latest of what any host has shown: copy, failure,
 * verification, and times of completeness.
 */
public final class StatusRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusRecorder.class);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final long CLOSE_SECONDS = 5;

  /** After failures, the wait grows up to this many times {@link #EVERY}. */
  private static final int MOST_WAITS = 12;

  /**
   * How long the statement may wait for a lock, and may take. While it waits, its transaction has
   * an id, and would delay rows of tables whose tracking waits for older transactions.
   */
  private static final String LIMITS =
      "SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '5s'";

  private final Transactions transactions;
  private final StatusWriter writer;
  private final Clock clock;
  private final Supplier<SyncHealth> health;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "lakehouse-status");
            daemon.setDaemon(true);
            return daemon;
          });

  private Map<SyncTable, Seen> written = Map.of();
  private long lastAttempt = System.nanoTime() - EVERY.toNanos();
  private int failures;

  /** What decides whether a state is written. */
  private record Seen(
      TableHealth.Status status,
      Optional<Instant> lastRunAt,
      Optional<Instant> lastFailedAt,
      Optional<Instant> verifiedAt) {
    static Seen of(TableHealth health) {
      return new Seen(
          health.status(),
          health.lastRunAt(),
          health.lastFailedAt(),
          health.verification().map(TableVerification::at));
    }

    boolean isUrgent(@Nullable Seen before) {
      return before == null
          || status != before.status
          || !lastFailedAt.equals(before.lastFailedAt)
          || !verifiedAt.equals(before.verifiedAt);
    }
  }

  private StatusRecorder(
      DataSource postgres, String host, Supplier<SyncHealth> health, Clock clock) {
    transactions = new Transactions(postgres);
    writer = new StatusWriter(host, UUID.randomUUID());
    this.health = health;
    this.clock = clock;
  }

  /**
   * Starts to record the health of a sync. The host is recorded by the name of this machine.
   *
   * @param postgres the database with the tables. One connection is used at a time
   * @param health returns the health, such as {@code sync::health}
   */
  public static StatusRecorder start(DataSource postgres, Supplier<SyncHealth> health) {
    return start(postgres, health, machine(), Clock.systemUTC());
  }

  /**
   * Starts to record the health of a sync.
   *
   * @param host the name of the host, for people
   * @param clock the clock of the sync
   */
  public static StatusRecorder start(
      DataSource postgres, Supplier<SyncHealth> health, String host, Clock clock) {
    StatusRecorder recorder =
        new StatusRecorder(
            Objects.requireNonNull(postgres, "postgres"),
            Objects.requireNonNull(host, "host"),
            Objects.requireNonNull(health, "health"),
            Objects.requireNonNull(clock, "clock"));
    var unused =
        recorder.thread.scheduleWithFixedDelay(
            () -> recorder.record(false), 0, LOOK.toNanos(), TimeUnit.NANOSECONDS);
    return recorder;
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      LOG.debug("The name of this machine is unknown.", e);
      return "unknown";
    }
  }

  /** Logs all exceptions, because an exception that is thrown would end the schedule. */
  private void record(boolean last) {
    try {
      if (recordIfNeeded(last)) {
        if (failures > 0) {
          LOG.info("{} is written again.", StatusTable.NAME);
        }
        failures = 0;
      }
    } catch (LakehouseSyncException e) {
      failed(Printable.message(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      LOG.error("The status was not recorded because of an unexpected error.", e);
      failures++;
    }
  }

  private void failed(String problem) {
    if (failures++ == 0) {
      LOG.warn(
          "{} is not written, so it shows an older state. The tables are synced. Further failures are not"
              + " logged until a write succeeds. If the table does not exist, or this role may not"
              + " write it, run the set-up (PgLakeSetup) and grant the rights (PgLakePrivileges). {}",
          StatusTable.NAME,
          problem);
    } else {
      LOG.debug("{} is not written: {}", StatusTable.NAME, problem);
    }
  }

  /** Returns whether the state was written. */
  private boolean recordIfNeeded(boolean last) {
    Map<SyncTable, Seen> now = seen(health.get().tables());
    if (now.equals(written) || !(last || isTime(now))) {
      return false;
    }
    lastAttempt = System.nanoTime();
    written =
        transactions.run(
            "Record of the status",
            connection -> {
              try (Statement statement = connection.createStatement()) {
                statement.execute(LIMITS);
              }
              // The clock is read here, because the transaction has begun before; see StatusTable.
              Instant at = clock.instant();
              List<TableHealth> tables = health.get().tables();
              writer.write(connection, tables, at);
              return seen(tables);
            });
    return true;
  }

  private boolean isTime(Map<SyncTable, Seen> now) {
    Duration waited = Duration.ofNanos(System.nanoTime() - lastAttempt);
    if (failures > 0) {
      return waited.compareTo(EVERY.multipliedBy(Math.min(failures, MOST_WAITS))) >= 0;
    }
    return waited.compareTo(EVERY) >= 0
        || now.entrySet().stream()
            .anyMatch(each -> each.getValue().isUrgent(written.get(each.getKey())));
  }

  private static Map<SyncTable, Seen> seen(List<TableHealth> tables) {
    return tables.stream().collect(Collectors.toMap(TableHealth::table, Seen::of));
  }

  /**
   * Writes the last state, and stops. Waits at most five seconds for this. Close the sync before,
   * so that its last runs are part of the state.
   */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(() -> record(true));
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} may not have the last state of the tables.", StatusTable.NAME);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
