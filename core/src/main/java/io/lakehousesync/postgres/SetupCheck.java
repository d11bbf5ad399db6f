package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one table lacks, or what all tables share.
 *
 * @param table the table; empty for what all tables share
 * @param missing what the set-up would do, in this order; empty if there is nothing to do
 * @param problem why it cannot do anything for this table, and the cure; empty if it can
 */
public record SetupCheck(
    Optional<SyncTable> table, List<SetupStatement> missing, Optional<String> problem) {
  /** Copies the list. */
  public SetupCheck {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(problem, "problem");
    missing = List.copyOf(missing);
  }

  /** Whether there is nothing to do. */
  public boolean isComplete() {
    return missing.isEmpty() && problem.isEmpty();
  }
}
