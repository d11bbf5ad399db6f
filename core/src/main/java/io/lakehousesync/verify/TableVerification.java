package io.lakehousesync.verify;

import io.lakehousesync.table.SyncTable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the verifications of a table so far have found. Compares the heap table with the Iceberg
 * table; the rows of the catalog are not compared. Immutable.
 */
public final class TableVerification {
  private final SyncTable table;
  private final Instant at;
  private final @Nullable Instant verifiedThrough;
  private final long differences;
  private final @Nullable Long pendingRows;
  private final List<String> notCompared;

  private TableVerification(Builder builder) {
    table = builder.table;
    at = builder.at;
    verifiedThrough = builder.verifiedThrough;
    differences = builder.differences;
    pendingRows = builder.pendingRows;
    notCompared = builder.notCompared;
  }

  /**
   * Returns a new builder.
   *
   * @param at when this was found, on the host's clock
   */
  public static Builder builder(SyncTable table, Instant at) {
    return new Builder(table, at);
  }

  /** Returns the table. */
  public SyncTable table() {
    return table;
  }

  /** Returns when this was found, on the host's clock. */
  public Instant at() {
    return at;
  }

  /**
   * Returns a time on the host's clock: everything that was copied before this time was compared
   * completely. What differs is in {@link #differences()}. Empty if the table was not compared
   * completely yet.
   */
  public Optional<Instant> verifiedThrough() {
    return Optional.ofNullable(verifiedThrough);
  }

  /**
   * Returns how many rows are known to differ. Pending differences, which the next copy may
   * resolve, do not count. A range whose differences were not listed counts as one row more.
   */
  public long differences() {
    return differences;
  }

  /**
   * Returns how many rows waited for the next copy when the table was last compared completely;
   * empty if this was not yet the case.
   */
  public OptionalLong pendingRows() {
    return pendingRows == null ? OptionalLong.empty() : OptionalLong.of(pendingRows);
  }

  /** Returns what could not be compared, one sentence each; empty if everything was compared. */
  public List<String> notCompared() {
    return notCompared;
  }

  /** Returns why the table is not complete, and what to do; empty if no row differs. */
  public Optional<String> problem() {
    return differences == 0
        ? Optional.empty()
        : Optional.of(
            ("a verification has found %d %s with differences between heap table and Iceberg table."
                    + " Verify the table (PgLakeVerifier), find the cause, and repair the table.")
                .formatted(differences, differences == 1 ? "row" : "rows"));
  }

  @Override
  public String toString() {
    return "%s %s through=%s differ=%d%s%s"
        .formatted(
            differences > 0 ? "DIFFERS" : notCompared.isEmpty() ? "verified" : "not-compared",
            table,
            verifiedThrough().map(Instant::toString).orElse("nothing"),
            differences,
            pendingRows == null ? "" : " pending=" + pendingRows,
            notCompared.isEmpty() ? "" : " notes=" + String.join(" ", notCompared));
  }

  /** Builds a {@link TableVerification}. Not thread-safe. */
  public static final class Builder {
    private final SyncTable table;
    private final Instant at;
    private @Nullable Instant verifiedThrough;
    private long differences;
    private @Nullable Long pendingRows;
    private List<String> notCompared = List.of();

    private Builder(SyncTable table, Instant at) {
      this.table = Objects.requireNonNull(table, "table");
      this.at = Objects.requireNonNull(at, "at");
    }

    /** Sets {@link TableVerification#verifiedThrough()}. Default: not compared yet. */
    public Builder verifiedThrough(@Nullable Instant verifiedThrough) {
      this.verifiedThrough = verifiedThrough;
      return this;
    }

    /**
     * Sets how many rows differ. Default: 0.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public Builder differences(long differences) {
      if (differences < 0) {
        throw new IllegalArgumentException("differences must not be negative: " + differences);
      }
      this.differences = differences;
      return this;
    }

    /** Sets how many rows waited for the next copy. Default: unknown. */
    public Builder pendingRows(@Nullable Long pendingRows) {
      this.pendingRows = pendingRows;
      return this;
    }

    /** Sets what could not be compared. Default: everything was compared. */
    public Builder notCompared(List<String> notCompared) {
      this.notCompared = List.copyOf(notCompared);
      return this;
    }

    /** Builds the result. */
    public TableVerification build() {
      return new TableVerification(this);
    }
  }
}
