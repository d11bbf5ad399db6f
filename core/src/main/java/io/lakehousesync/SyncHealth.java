package io.lakehousesync;

import java.util.Comparator;
import java.util.List;

/**
 * How all tables are doing, at the moment at which it was asked for.
 *
 * @param tables one entry per table, in the order in which they were configured
 */
public record SyncHealth(List<TableHealth> tables) {
  /** Copies the list. */
  public SyncHealth {
    tables = List.copyOf(tables);
  }

  /** The worst status of a table. */
  public TableHealth.Status status() {
    return tables.stream()
        .map(TableHealth::status)
        .max(Comparator.naturalOrder())
        .orElse(TableHealth.Status.FRESH);
  }

  /** Whether every table is fresh. */
  public boolean isHealthy() {
    return status() == TableHealth.Status.FRESH;
  }
}
