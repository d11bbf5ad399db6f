package io.lakehousesync;

import java.time.Duration;
import java.util.List;

/**
 * What one run did, table by table in the order in which they were configured.
 *
 * @param tables one report per table
 * @param took how long the whole run took
 */
public record SyncReport(List<TableReport> tables, Duration took) {
  /** Copies the list. */
  public SyncReport {
    tables = List.copyOf(tables);
  }

  /** Whether every table got through. */
  public boolean succeeded() {
    return tables.stream().allMatch(TableReport::succeeded);
  }

  /** The rows that were copied, over all tables. */
  public long rows() {
    return tables.stream().mapToLong(TableReport::rows).sum();
  }

  /**
   * This report, if every table got through.
   *
   * @throws LakehouseSyncException the first failure, with those of other tables suppressed in it
   */
  public SyncReport orThrow() {
    List<LakehouseSyncException> failures =
        tables.stream().flatMap(table -> table.failure().stream()).toList();
    if (failures.isEmpty()) {
      return this;
    }
    LakehouseSyncException first = failures.get(0);
    failures.stream().filter(other -> other != first).forEach(first::addSuppressed);
    throw first;
  }
}
