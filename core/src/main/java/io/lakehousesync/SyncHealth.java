package io.lakehousesync;

import java.util.Comparator;
import java.util.List;

/** The health of all tables at one moment. Immutable. */
public final class SyncHealth {
  private final List<TableHealth> tables;

  private SyncHealth(List<TableHealth> tables) {
    this.tables = List.copyOf(tables);
  }

  /** Returns the health of these tables together. */
  public static SyncHealth of(List<TableHealth> tables) {
    return new SyncHealth(tables);
  }

  /** Returns one entry per table, in the order in which they were configured. */
  public List<TableHealth> tables() {
    return tables;
  }

  /** Returns the worst status among the tables. */
  public TableHealth.Status status() {
    return tables.stream()
        .map(TableHealth::status)
        .max(Comparator.naturalOrder())
        .orElse(TableHealth.Status.FRESH);
  }

  /** Returns whether every table is fresh. */
  public boolean isHealthy() {
    return status() == TableHealth.Status.FRESH;
  }
}
