package io.lakehousesync.postgres;

import static org.awaitility.Awaitility.await;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Which table has the next step in the background. */
class VerificationScheduleTest {
  private static final Duration EVERY = Duration.ofMillis(20);

  private final Steps healthy = new Steps("healthy");

  @Test
  void longRechecksDoNotKeepTheOtherTablesFromTheirTurns() {
    Steps slow = new Rechecked("slow");
    Steps slower = new Rechecked("slower");

    verify(slow, slower);
  }

  @Test
  void anUnexpectedErrorDoesNotKeepTheOtherTablesFromTheirTurns() {
    Steps broken =
        new Steps("broken") {
          @Override
          public Step step() {
            throw new IndexOutOfBoundsException("for this test");
          }
        };

    verify(broken);
  }

  /** Verifies these tables and the healthy one, until the healthy one had several turns. */
  private void verify(Steps... others) {
    Map<SyncTable, Steps> all = new LinkedHashMap<>();
    List.of(others).forEach(steps -> all.put(steps.table, steps));
    all.put(healthy.table, healthy);
    try (VerificationSchedule schedule =
        new VerificationSchedule(EVERY, all::keySet, all::get, result -> {})) {
      await().atMost(Duration.ofSeconds(30)).until(() -> healthy.passes.get() >= 5);
    }
  }

  /** A table whose passes have one step, and find nothing. */
  private static class Steps implements VerificationSteps {
    final SyncTable table;
    final AtomicInteger passes = new AtomicInteger();

    Steps(String name) {
      table = SyncTable.of("public." + name, "public.iceberg_" + name);
    }

    @Override
    public Step step() {
      passes.incrementAndGet();
      return Step.LAST;
    }

    @Override
    public boolean canRecheck() {
      return differences() > 0;
    }

    @Override
    public void recheck() {}

    @Override
    public long differences() {
      return 0;
    }

    @Override
    public TableVerification result() {
      return TableVerification.builder(table, Instant.EPOCH).differences(differences()).build();
    }

    @Override
    public Optional<String> blockedBy() {
      return Optional.empty();
    }
  }

  /** A table with a known difference. To compare it again takes longer than the interval. */
  private static final class Rechecked extends Steps {
    Rechecked(String name) {
      super(name);
    }

    @Override
    public long differences() {
      return 1;
    }

    @Override
    public void recheck() {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}
