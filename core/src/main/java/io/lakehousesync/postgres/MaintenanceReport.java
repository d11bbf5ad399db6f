package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.util.List;
import java.util.Optional;

/**
 * How an Iceberg table was found, and what was done about it. Its {@link #toString()} is one line
 * for a log.
 *
 * @param table the table
 * @param layout how it lies in its storage, before a VACUUM; empty if it could not be looked at
 * @param after how it lies after a VACUUM that was sent; empty if none was, or its effect did not
 *     show at once
 * @param warnings what is beyond the limits, a sentence each
 * @param lastCompaction the last compaction that was noticed since this host started
 * @param vacuum what became of its VACUUM
 */
public record MaintenanceReport(
    SyncTable table,
    Optional<IcebergLayout> layout,
    Optional<IcebergLayout> after,
    List<String> warnings,
    Optional<Compaction> lastCompaction,
    VacuumResult vacuum) {
  /** Copies the list. */
  public MaintenanceReport {
    warnings = List.copyOf(warnings);
  }

  /** Whether somebody should look at it: a limit is exceeded and VACUUM has not been done. */
  public boolean needsAttention() {
    return neededVacuum() && !(vacuum instanceof VacuumResult.Done);
  }

  /** Whether it was beyond a limit, and in a worse state than a VACUUM has left it in. */
  public boolean neededVacuum() {
    return !(vacuum instanceof VacuumResult.NotNeeded
        || vacuum instanceof VacuumResult.AlreadyDone);
  }

  /** How it lies now, as far as it is known. */
  public Optional<IcebergLayout> newest() {
    return after.or(() -> layout);
  }

  /** Whether a VACUUM was sent, whatever became of it. */
  boolean wasSent() {
    return vacuum instanceof VacuumResult.Done || vacuum instanceof VacuumResult.Incomplete;
  }

  @Override
  public String toString() {
    String found =
        layout.map(wasSent() ? " before=\"%s\""::formatted : " %s"::formatted).orElse("");
    String left = after.map(" after=\"%s\""::formatted).orElse("");
    return "%s %s%s"
        .formatted(word(), table.target(), wasSent() ? detail() + found + left : found + detail());
  }

  private String word() {
    if (vacuum instanceof VacuumResult.NotNeeded) {
      return "in order";
    } else if (vacuum instanceof VacuumResult.NotAsked) {
      return "needs VACUUM";
    } else if (vacuum instanceof VacuumResult.AlreadyDone) {
      return "vacuumed before";
    } else if (vacuum instanceof VacuumResult.Done) {
      return "vacuumed";
    } else if (vacuum instanceof VacuumResult.Incomplete) {
      return "not completely vacuumed";
    } else if (vacuum instanceof VacuumResult.Postponed) {
      return "vacuum postponed";
    }
    return "not looked at";
  }

  private String detail() {
    if (vacuum instanceof VacuumResult.Done done) {
      return " took_ms=" + done.took().toMillis();
    } else if (vacuum instanceof VacuumResult.Incomplete incomplete) {
      return " reason=\"%s\"".formatted(String.join(" ", incomplete.reasons()));
    } else if (vacuum instanceof VacuumResult.Postponed postponed) {
      return " reason=\"%s\"".formatted(postponed.holder());
    } else if (vacuum instanceof VacuumResult.Failed failed) {
      return " reason=\"%s\"".formatted(failed.failure().getMessage());
    }
    return warnings.isEmpty() ? "" : " warning=\"%s\"".formatted(String.join(" ", warnings));
  }
}
