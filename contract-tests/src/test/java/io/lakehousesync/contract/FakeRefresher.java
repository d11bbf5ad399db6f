package io.lakehousesync.contract;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A refresher of a catalog in memory, with at most one fault. Without a fault, it passes the
 * contract.
 */
final class FakeRefresher implements CatalogRefresher {
  /** What is wrong, and the test of the contract that must fail. */
  enum Fault {
    NONE(""),
    REPORTS_WITHOUT_MOVING("theCatalogServesWhatWasRefreshed"),
    MOVES_ONE_SNAPSHOT_AT_A_TIME("theNewestSnapshotWinsIfSeveralWereCommitted"),
    REFRESHES_AGAIN_AFTER_A_RESTART("aServedSnapshotIsUnchangedAlsoAfterARestart"),
    MOVES_BACK("theCatalogNeverMovesBack"),
    MOVES_TO_ANOTHER_TABLE("theCatalogNeverMovesToAnotherTable"),
    SERVED_NAMES_THE_COMMITTED_SNAPSHOT("servedReturnsTheSnapshotWithoutARefresh"),
    MOVES_TO_A_MISSING_FILE("aMissingFileDoesNotChangeTheServedSnapshot"),
    THROWS_THE_EXCEPTION_OF_ITS_CLIENT("aMissingFileDoesNotChangeTheServedSnapshot"),
    RUNS_TWO_REFRESHES_AT_THE_SAME_TIME("twoCallersLeaveTheNewestSnapshot"),
    SWALLOWS_THE_INTERRUPT("anInterruptedCallerGetsAnAnswerAndStaysInterrupted"),
    THROWS_WHEN_INTERRUPTED("anInterruptedCallerGetsAnAnswerAndStaysInterrupted"),
    REFUSES_EVERY_TABLE("oneTableAloneIsNoProblem");

    final String test;

    Fault(String test) {
      this.test = test;
    }
  }

  /**
   * The files that were committed, with the rows of their snapshots, and what the catalog serves.
   */
  static final class Catalog {
    private final Map<MetadataLocation, Long> files = new ConcurrentHashMap<>();
    private final List<MetadataLocation> commits = new ArrayList<>();
    private volatile @Nullable MetadataLocation served;

    synchronized MetadataLocation commit(String directory) {
      MetadataLocation file =
          new MetadataLocation(
              "s3://lake/%s/metadata/%05d-a.metadata.json"
                  .formatted(directory, commits.size() + 1));
      commits.add(file);
      files.put(file, (long) commits.size());
      return file;
    }

    long rows() {
      return Objects.requireNonNull(files.getOrDefault(Objects.requireNonNull(served), -1L));
    }
  }

  private final Catalog catalog;
  private final Fault fault;
  private final CountDownLatch bothHaveChecked = new CountDownLatch(2);
  private final CountDownLatch newerWasServed = new CountDownLatch(1);
  private @Nullable MetadataLocation remembered;

  FakeRefresher(Catalog catalog, Fault fault) {
    this.catalog = catalog;
    this.fault = fault;
  }

  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    if (fault == Fault.SWALLOWS_THE_INTERRUPT) {
      boolean unused = Thread.interrupted();
    } else if (fault == Fault.THROWS_WHEN_INTERRUPTED && Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("interrupted");
    }
    if (fault == Fault.RUNS_TWO_REFRESHES_AT_THE_SAME_TIME) {
      return unguarded(location);
    }
    synchronized (catalog) {
      return guarded(location);
    }
  }

  private RefreshResult guarded(MetadataLocation wanted) {
    MetadataLocation now = catalog.served;
    if (wanted.equals(fault == Fault.REFRESHES_AGAIN_AFTER_A_RESTART ? remembered : now)) {
      return new RefreshResult.Unchanged(wanted);
    }
    check(now, wanted);
    if (fault == Fault.MOVES_ONE_SNAPSHOT_AT_A_TIME && now != null) {
      catalog.served = catalog.commits.get(catalog.commits.indexOf(now) + 1);
    } else if (fault != Fault.REPORTS_WITHOUT_MOVING || now == null) {
      catalog.served = wanted;
    }
    remembered = wanted;
    return RefreshResult.refreshed(wanted);
  }

  private void check(@Nullable MetadataLocation now, MetadataLocation wanted) {
    if (!catalog.files.containsKey(wanted) && fault != Fault.MOVES_TO_A_MISSING_FILE) {
      if (fault == Fault.THROWS_THE_EXCEPTION_OF_ITS_CLIENT) {
        throw new IllegalArgumentException("no such file");
      }
      throw refused("the file does not exist");
    }
    if (now == null || wanted.includes(now)) {
      return;
    }
    boolean sameTable = wanted.directory().equals(now.directory());
    if (fault != (sameTable ? Fault.MOVES_BACK : Fault.MOVES_TO_ANOTHER_TABLE)) {
      throw refused("the file is not a later snapshot");
    }
  }

  /** In a race, both callers check before one of them moves. The older snapshot moves last. */
  private RefreshResult unguarded(MetadataLocation wanted) {
    MetadataLocation now = catalog.served;
    if (wanted.equals(now)) {
      return new RefreshResult.Unchanged(wanted);
    }
    check(now, wanted);
    boolean races = Thread.currentThread().getName().startsWith("pool-");
    if (races) {
      bothHaveChecked.countDown();
      await(bothHaveChecked);
      if (catalog.commits.indexOf(wanted) == catalog.commits.size() - 2) {
        await(newerWasServed);
      }
    }
    catalog.served = wanted;
    if (races) {
      newerWasServed.countDown();
    }
    return RefreshResult.refreshed(wanted);
  }

  private static void await(CountDownLatch latch) {
    try {
      boolean unused = latch.await(10, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static NotAppliedException refused(String why) {
    return new NotAppliedException(Retry.POINTLESS, why + ". Nothing was changed.", null);
  }

  @Override
  public Optional<MetadataLocation> served(SyncTable table) {
    return fault == Fault.SERVED_NAMES_THE_COMMITTED_SNAPSHOT
        ? Optional.of(catalog.commits.get(catalog.commits.size() - 1))
        : Optional.ofNullable(catalog.served);
  }

  @Override
  public List<String> problems(List<SyncTable> tables) {
    return fault == Fault.REFUSES_EVERY_TABLE ? List.of("There is no catalog.") : List.of();
  }
}
