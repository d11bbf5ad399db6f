package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The result of one cycle over all tables: one report per table, in the configured order.
 * Immutable.
 */
public final class SyncReport {
  private final List<TableReport> tables;
  private final List<CutReport> cuts;
  private final Duration took;

  SyncReport(List<TableReport> tables, List<CutReport> cuts, Duration took) {
    this.tables = List.copyOf(tables);
    this.cuts = List.copyOf(cuts);
    this.took = took;
  }

  /** Returns one report per table. */
  public List<TableReport> tables() {
    return tables;
  }

  /**
   * Returns the cuts that this cycle has made: at most one for each group. A group has no cut if
   * nothing had changed in its tables, if a copy failed, or if rows are left that have to be copied
   * before the cut.
   */
  public List<CutReport> cuts() {
    return cuts;
  }

  /** Returns how long the whole cycle took. */
  public Duration took() {
    return took;
  }

  /** Returns whether every table succeeded. */
  public boolean succeeded() {
    return tables.stream().allMatch(TableReport::succeeded);
  }

  /** Returns how many rows were copied, over all tables. */
  public long rows() {
    return tables.stream().mapToLong(TableReport::rows).sum();
  }

  /**
   * Returns this report if every table succeeded.
   *
   * @throws LakehouseSyncException the first failure; it has the failures of the other tables as
   *     suppressed exceptions
   */
  public SyncReport orThrow() {
    List<LakehouseSyncException> failures =
        tables.stream().flatMap(table -> table.failure().stream()).distinct().toList();
    if (failures.isEmpty()) {
      return this;
    }
    LakehouseSyncException first = failures.get(0);
    synchronized (first) {
      List<Throwable> known = Arrays.asList(first.getSuppressed());
      failures.stream()
          .filter(other -> other != first && !known.contains(other))
          .forEach(first::addSuppressed);
    }
    throw first;
  }
}
