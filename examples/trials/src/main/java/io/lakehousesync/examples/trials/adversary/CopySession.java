package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.RunSignals;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A host that copies all targets in random order. Other hosts do the same at the same time.
 *
 * <p>A copy may fail because its session was terminated. The library may also refuse a copy because
 * triggers are disabled now. A quiet point shows whether the copies that succeeded are right.
 *
 * @param interrupted the data source for the targets whose copies are interrupted
 */
record CopySession(
    DataSource postgres,
    DataSource interrupted,
    RunSignals signals,
    Gate gate,
    List<Target> targets,
    long seed,
    EventLog log)
    implements Callable<@Nullable Void> {
  private static final int LARGE_ROWS = 1_000;
  private static final int PAGE_ROWS = 20;
  private static final int MOST_PAGES = 4;

  @Override
  public @Nullable Void call() throws InterruptedException {
    Random random = new Random(seed);
    Map<Target.Style, SyncSource> sources = new HashMap<>();
    signals.awaitStart();
    while (!signals.stopped()) {
      Target target = targets.get(random.nextInt(targets.size()));
      SyncSource source = sources.computeIfAbsent(target.style(), this::source);
      int pages = 1 + random.nextInt(MOST_PAGES);
      while (pages > 0 && copy(source, target) == Remaining.READY) {
        pages--;
      }
      if (random.nextInt(100) < 10) {
        // Acts like a host that was killed and started again: it only has the checkpoint.
        sources.clear();
      }
      signals.awaitStop(Duration.ofMillis(random.nextInt(50)));
    }
    return null;
  }

  private Remaining copy(SyncSource source, Target target) {
    try (Gate.Pass pass = gate.enter()) {
      Remaining remaining = source.copy(target.table()).remaining();
      log.add("copy_" + remaining.name().toLowerCase(Locale.ROOT));
      return remaining;
    } catch (LakehouseSyncException e) {
      String message = String.valueOf(e.getMessage());
      log.add(message.contains("changes are lost") ? "copy_refused" : "copy_failed");
      return Remaining.BLOCKED;
    }
  }

  private SyncSource source(Target.Style style) {
    boolean pages = style == Target.Style.INTERRUPTED;
    return PgLakeSource.builder(pages ? interrupted : postgres)
        .batchRows(pages ? PAGE_ROWS : LARGE_ROWS)
        .waitForOthers(Duration.ZERO)
        .build();
  }
}
