package io.lakehousesync.postgres;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs maintenance repeatedly on a daemon thread until {@link #close} is called; see {@link
 * PgLakeMaintenance#vacuumEvery}. If a host has its own scheduler, it calls {@link
 * PgLakeMaintenance} directly instead.
 */
public final class MaintenanceSchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceSchedule.class);
  private static final long CLOSE_SECONDS = 10;

  private final Runnable cancel;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "lakehouse-maintenance");
            daemon.setDaemon(true);
            return daemon;
          });

  /** Starts the thread. */
  MaintenanceSchedule(Duration interval, Runnable work, Runnable cancel) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval must be positive, got " + interval);
    }
    this.cancel = cancel;
    var unused =
        thread.scheduleWithFixedDelay(() -> run(work), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Runs the work. Logs all exceptions, because an exception that is thrown would end the schedule.
   */
  private static void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("Maintenance failed unexpectedly. The schedule tries again after its interval.", e);
    }
  }

  /**
   * Starts no further maintenance, cancels a running VACUUM, and waits at most ten seconds for the
   * end of this VACUUM. The steps that VACUUM has completed are kept.
   */
  @Override
  public void close() {
    thread.shutdownNow();
    cancel.run();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn(
            "Maintenance was closed while a VACUUM was running. The VACUUM ends after its timeout at the latest.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
