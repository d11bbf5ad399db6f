package io.lakehousesync.postgres.report;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The layout of an Iceberg table, and whether the maintenance ran VACUUM for it. Its {@link
 * #toString()} is one line for a log. Immutable.
 */
public final class MaintenanceReport {
  private final SyncTable table;
  private final @Nullable IcebergLayout layout;
  private final @Nullable IcebergLayout after;
  private final List<String> warnings;
  private final @Nullable Compaction lastCompaction;
  private final VacuumResult vacuum;

  private MaintenanceReport(Builder builder) {
    table = builder.table;
    layout = builder.layout;
    after = builder.after;
    warnings = builder.warnings;
    lastCompaction = builder.lastCompaction;
    vacuum = builder.vacuum;
  }

  /**
   * Returns a new builder. The maintenance creates its own reports; hosts use this method to test
   * their listeners.
   *
   * @param vacuum whether VACUUM was needed and sent
   */
  public static Builder builder(SyncTable table, VacuumResult vacuum) {
    return new Builder(table, vacuum);
  }

  /** Returns the table. */
  public SyncTable table() {
    return table;
  }

  /** Returns the layout before a VACUUM; empty if it could not be read. */
  public Optional<IcebergLayout> layout() {
    return Optional.ofNullable(layout);
  }

  /**
   * Returns the layout after a VACUUM. Empty if no VACUUM was sent, if its effect was not visible
   * at once, or if the layout could not be read.
   */
  public Optional<IcebergLayout> after() {
    return Optional.ofNullable(after);
  }

  /** Returns which limits are exceeded, one sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** Returns the last compaction that was noticed since this host started. */
  public Optional<Compaction> lastCompaction() {
    return Optional.ofNullable(lastCompaction);
  }

  /** Returns whether VACUUM was needed and sent, and how it ended. */
  public VacuumResult vacuum() {
    return vacuum;
  }

  /** Returns whether the check failed, or VACUUM was needed and was not completed. */
  public boolean needsAttention() {
    return vacuum instanceof VacuumResult.Failed
        || (neededVacuum() && !(vacuum instanceof VacuumResult.Done));
  }

  /**
   * Returns whether a limit was exceeded and a VACUUM could help. If the check failed, returns
   * whether the report has warnings. Without warnings, it is unknown whether a limit was exceeded.
   */
  public boolean neededVacuum() {
    if (vacuum instanceof VacuumResult.Failed) {
      return !warnings.isEmpty();
    }
    return !(vacuum instanceof VacuumResult.NotNeeded
        || vacuum instanceof VacuumResult.AlreadyDone);
  }

  /** Returns the newest known layout. */
  public Optional<IcebergLayout> newest() {
    return after().or(this::layout);
  }

  /** Returns whether a VACUUM was sent, successful or not. */
  public boolean wasSent() {
    return vacuum instanceof VacuumResult.Done || vacuum instanceof VacuumResult.Incomplete;
  }

  @Override
  public String toString() {
    String found =
        layout().map(wasSent() ? " before=\"%s\""::formatted : " %s"::formatted).orElse("");
    String left = after().map(" after=\"%s\""::formatted).orElse("");
    return "%s %s%s"
        .formatted(
            word(),
            Printable.escape(table.target().toString()),
            wasSent() ? detail() + found + left : found + detail());
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
    return "not checked";
  }

  private String detail() {
    if (vacuum instanceof VacuumResult.Done done) {
      return " took_ms=" + done.took().toMillis();
    } else if (vacuum instanceof VacuumResult.Incomplete incomplete) {
      return " reason=" + Printable.quoted(String.join(" ", incomplete.reasons()));
    } else if (vacuum instanceof VacuumResult.Postponed postponed) {
      return " reason=" + Printable.quoted(postponed.holder());
    } else if (vacuum instanceof VacuumResult.Failed failed) {
      return " reason=" + Printable.quoted(String.valueOf(failed.failure().getMessage()));
    }
    return warnings.isEmpty() ? "" : " warning=" + Printable.quoted(String.join(" ", warnings));
  }

  /** Builds a {@link MaintenanceReport}. Not thread-safe. */
  public static final class Builder {
    private final SyncTable table;
    private final VacuumResult vacuum;
    private @Nullable IcebergLayout layout;
    private @Nullable IcebergLayout after;
    private List<String> warnings = List.of();
    private @Nullable Compaction lastCompaction;

    private Builder(SyncTable table, VacuumResult vacuum) {
      this.table = Objects.requireNonNull(table, "table");
      this.vacuum = Objects.requireNonNull(vacuum, "vacuum");
    }

    /** Sets the layout before a VACUUM. Default: unknown. */
    public Builder layout(@Nullable IcebergLayout layout) {
      this.layout = layout;
      return this;
    }

    /** Sets the layout after a VACUUM. Default: unknown. */
    public Builder after(@Nullable IcebergLayout after) {
      this.after = after;
      return this;
    }

    /** Sets which limits are exceeded. Default: none. */
    public Builder warnings(List<String> warnings) {
      this.warnings = List.copyOf(warnings);
      return this;
    }

    /** Sets the last compaction. Default: none. */
    public Builder lastCompaction(@Nullable Compaction lastCompaction) {
      this.lastCompaction = lastCompaction;
      return this;
    }

    /** Builds the report. */
    public MaintenanceReport build() {
      return new MaintenanceReport(this);
    }
  }
}
