package io.lakehousesync.postgres;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintenance on a daemon thread of its own, until it is closed: see {@link
 * PgLakeMaintenance#vacuumEvery}. A host with a scheduler calls {@link PgLakeMaintenance} itself.
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

  /** Starts it. */
  MaintenanceSchedule(Duration interval, Runnable work, Runnable cancel) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval must be positive, got " + interval);
    }
    this.cancel = cancel;
    var unused =
        thread.scheduleWithFixedDelay(() -> run(work), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What is thrown would end the schedule. */
  private static void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("Maintenance failed unexpectedly, and goes on at the next turn.", e);
    }
  }

  /**
   * Starts nothing more, cancels a VACUUM that is under way, and waits for its end, but not for
   * longer than ten seconds. What it has done stays.
   */
  @Override
  public void close() {
    thread.shutdownNow();
    cancel.run();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("closed while a VACUUM was under way. It ends by its timeout.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
