package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.RunSignals;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A host that copies all targets in random order, while other hosts do the same. Before a run, the
 * host checks the target for changes, and leaves out a target without changes. A run may end before
 * all rows are copied.
 *
 * <p>A copy may fail because its session was terminated. The library may also refuse a copy because
 * triggers are disabled now. A quiet point shows whether the copies that succeeded, and the checks
 * that found no change, are right. Thread-safe.
 */
final class CopyingHost implements Callable<@Nullable Void> {
  private static final int LARGE_ROWS = 1_000;
  private static final int PAGE_ROWS = 20;
  private static final int MOST_PAGES = 4;
  private static final int MOST_RUNS = 3;

  private final DataSource postgres;
  private final DataSource interrupted;
  private final RunSignals signals;
  private final Gate gate;
  private final List<Target> targets;
  private final long seed;
  private final EventLog log;
  private final Map<Target.Style, SyncSource> sources = new ConcurrentHashMap<>();

  /**
   * @param interrupted the data source for the targets whose copies are interrupted
   */
  CopyingHost(
      DataSource postgres,
      DataSource interrupted,
      RunSignals signals,
      Gate gate,
      List<Target> targets,
      long seed,
      EventLog log) {
    this.postgres = postgres;
    this.interrupted = interrupted;
    this.signals = signals;
    this.gate = gate;
    this.targets = targets;
    this.seed = seed;
    this.log = log;
  }

  @Override
  public @Nullable Void call() throws InterruptedException {
    Random random = new Random(seed);
    signals.awaitStart();
    while (!signals.stopped()) {
      run(targets.get(random.nextInt(targets.size())), 1 + random.nextInt(MOST_PAGES));
      if (random.nextInt(100) < 10) {
        // Acts like a host that was killed and started again: it only has the checkpoint.
        sources.clear();
      }
      signals.awaitStop(Duration.ofMillis(random.nextInt(50)));
    }
    return null;
  }

  /**
   * Copies all targets again and again, each until the check finds no change. Call this method
   * while the gate is closed.
   */
  void runUntilUnchanged() {
    for (Target target : targets) {
      SyncSource source = source(target);
      // A host that was started again learns the columns with the first run. The check before the
      // second run is the first one that a later check can be compared with.
      for (int run = 0; run < MOST_RUNS && !unchanged(source, target); run++) {
        log.add("run_at_rest");
        while (source.copy(target.table()).remaining() == Remaining.READY) {
          log.add("page_at_rest");
        }
      }
    }
  }

  /**
   * Returns the targets that have everything that was committed before a time, as the host's check
   * for changes says. Does not copy.
   */
  List<Target> complete(Instant since) {
    List<Target> complete = new ArrayList<>();
    for (Target target : targets) {
      SyncTable table = target.table();
      Instant through = source(target).unchanged(List.of(table)).get(table);
      if (through != null && !through.isBefore(since)) {
        complete.add(target);
      }
    }
    return complete;
  }

  private void run(Target target, int pages) {
    SyncSource source = source(target);
    try {
      if (isUnchanged(source, target)) {
        log.add("copy_unchanged");
        return;
      }
      for (int page = 0; page < pages; page++) {
        Remaining remaining = copy(source, target);
        log.add("copy_" + remaining.name().toLowerCase(Locale.ROOT));
        if (remaining != Remaining.READY) {
          return;
        }
      }
    } catch (LakehouseSyncException e) {
      String message = String.valueOf(e.getMessage());
      log.add(message.contains("changes are lost") ? "copy_refused" : "copy_failed");
    }
  }

  private boolean isUnchanged(SyncSource source, Target target) {
    try (Gate.Pass pass = gate.enter()) {
      return unchanged(source, target);
    }
  }

  private static boolean unchanged(SyncSource source, Target target) {
    return source.unchanged(List.of(target.table())).containsKey(target.table());
  }

  private Remaining copy(SyncSource source, Target target) {
    try (Gate.Pass pass = gate.enter()) {
      return source.copy(target.table()).remaining();
    }
  }

  private SyncSource source(Target target) {
    return sources.computeIfAbsent(
        target.style(),
        style -> {
          boolean pages = style == Target.Style.INTERRUPTED;
          return PgLakeSource.builder(pages ? interrupted : postgres)
              .batchRows(pages ? PAGE_ROWS : LARGE_ROWS)
              .waitForOthers(Duration.ZERO)
              .build();
        });
  }
}
