package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.CutReport;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.SyncReport;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncGroup;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Sessions change orders and their lines without a pause, while a sync copies both tables and a
 * session of a reader joins both Iceberg tables.
 */
class GroupUnderTrafficIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void noReaderSeesBrokenSumsInAGroup() throws Exception {
    SyncGroup group = Orders.create();

    Observed observed = observe(builder().group(group), 20, false);

    assertThat(observed.broken()).isZero();
    assertThat(observed.cuts()).isGreaterThanOrEqualTo(20);
    assertThat(Orders.lake()).isEqualTo(Orders.heap());
  }

  @Test
  void noReaderSeesBrokenSumsInAGroupWithComparedAndTrackedTablesAndSmallBatches()
      throws Exception {
    SyncGroup group = Orders.create(ChangeTracking.comparison(), ChangeTracking.xid());

    Observed observed = observe(builder().group(group), 15, false);

    assertThat(observed.broken()).isZero();
    assertThat(Orders.lake()).isEqualTo(Orders.heap());
  }

  /** The same writers, reader and sync, without a group. */
  @Test
  void withoutAGroupAReaderSeesBrokenSums() throws Exception {
    SyncGroup group = Orders.create();

    Observed observed = observe(builder().tables(group.tables()), 0, true);

    assertThat(observed.broken()).isPositive();
  }

  /**
   * @param broken the highest number of broken sums that the reader has seen
   * @param reads how often the reader has read
   */
  private record Observed(long broken, int reads, int cuts) {}

  private static LakehouseSyncBuilder builder() {
    return LakehouseSync.builder()
        .source(PgLakeSource.of(TestSchema.newCopierSessions()))
        .locator(IcebergTablesLocator.of(TestSchema.newCopierSessions()));
  }

  private static Observed observe(LakehouseSyncBuilder builder, int cuts, boolean untilBroken)
      throws Exception {
    int made = 0;
    try (LakehouseSync sync = builder.build();
        Reader reader = new Reader()) {
      // The first copies of a table page through it, before there is a cut.
      made += sync.runOnce().orThrow().cuts().size();
      reader.start();
      long end = System.nanoTime() + LIMIT.toNanos();
      try (Orders.Writers writers = new Orders.Writers(4)) {
        while ((untilBroken ? reader.broken() == 0 : made < cuts || reader.reads() < 50)
            && System.nanoTime() < end) {
          SyncReport report = sync.runOnce().orThrow();
          made += report.cuts().size();
          assertIdsGrow(report);
        }
        assertThat(writers.commits()).isPositive();
      }
      sync.runOnce().orThrow();
      return new Observed(reader.broken(), reader.reads(), made);
    }
  }

  private static void assertIdsGrow(SyncReport report) {
    assertThat(report.cuts()).extracting(CutReport::id).isSorted();
  }

  /** A session that joins both Iceberg tables in one statement, without a pause. */
  private static final class Reader extends Thread implements AutoCloseable {
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private volatile long broken;
    private volatile boolean stopped;

    Reader() {
      super("reader");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        while (!stopped) {
          broken = Math.max(broken, Orders.broken());
          reads.incrementAndGet();
        }
      } catch (SQLException e) {
        failure.set(e);
      }
    }

    long broken() throws SQLException {
      SQLException failed = failure.get();
      if (failed != null) {
        throw failed;
      }
      return broken;
    }

    int reads() {
      return reads.get();
    }

    @Override
    public void close() throws InterruptedException {
      stopped = true;
      join();
    }
  }
}
