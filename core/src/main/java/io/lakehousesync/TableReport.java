package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of one run of one table. Its {@link #toString()} is one line for a log. Immutable. */
public final class TableReport {
  private final SyncTable table;
  private final long rows;
  private final CopyResult.Remaining remaining;
  private final @Nullable String blockedBy;
  private final @Nullable String problem;
  private final @Nullable MetadataLocation location;
  private final @Nullable RefreshResult refresh;
  private final @Nullable Duration freshnessLag;
  private final Timings timings;
  private final String guarantee;
  private final @Nullable LakehouseSyncException failure;

  /**
   * How long each step took; zero for a step that was not reached.
   *
   * @param copy the time for all batches
   * @param refresh the time to find the newest snapshot, to refresh the catalog and to read back
   */
  public record Timings(Duration copy, Duration refresh) {
    /** Zero for both steps. */
    public static final Timings ZERO = new Timings(Duration.ZERO, Duration.ZERO);
  }

  private TableReport(Builder builder) {
    table = builder.table;
    rows = builder.rows;
    remaining = builder.remaining;
    blockedBy = builder.blockedBy;
    problem = builder.problem;
    location = builder.location;
    refresh = builder.refresh;
    freshnessLag = builder.freshnessLag;
    timings = builder.timings;
    guarantee = builder.guarantee;
    failure = builder.failure;
  }

  /**
   * Returns a new builder. A sync creates its own reports; hosts use this method to test their
   * listeners.
   *
   * @param table the table of the report
   */
  public static Builder builder(SyncTable table) {
    return new Builder(table);
  }

  /** Returns the table. */
  public SyncTable table() {
    return table;
  }

  /** Returns how many rows were copied. */
  public long rows() {
    return rows;
  }

  /**
   * Returns what is left to copy. This does not include rows that were committed after the run had
   * read the table.
   */
  public CopyResult.Remaining remaining() {
    return remaining;
  }

  /**
   * Returns what blocks the remaining rows, such as an open transaction. When the transaction has
   * ended, the rows can be copied. Empty if nothing blocks them.
   */
  public Optional<String> blockedBy() {
    return Optional.ofNullable(blockedBy);
  }

  /**
   * Returns why the source may miss changes although its copies succeed, and what to do. Empty if
   * the last copy knew no such problem.
   */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /**
   * Returns the metadata file that the locator found. Empty if the run did not look for it, or if
   * the locator returned {@code Unconfirmed}.
   */
  public Optional<MetadataLocation> location() {
    return Optional.ofNullable(location);
  }

  /** Returns the result of the refresh; empty if the run did not reach the refresh. */
  public Optional<RefreshResult> refresh() {
    return Optional.ofNullable(refresh);
  }

  /**
   * Returns the freshness lag at the end of the run. If the lag is 2 s, the catalog shows every
   * captured change that was committed 2 s or more before the end of the run.
   *
   * <p>Empty if the catalog has not confirmed the newest committed snapshot. Also empty if the
   * source does not know up to which time that snapshot is complete.
   */
  public Optional<Duration> freshnessLag() {
    return Optional.ofNullable(freshnessLag);
  }

  /** Returns how long each step took. */
  public Timings timings() {
    return timings;
  }

  /** Returns what the table's tracking captures and what it does not capture. */
  public String guarantee() {
    return guarantee;
  }

  /** Returns the first failure; empty if all steps succeeded. */
  public Optional<LakehouseSyncException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Returns whether all steps succeeded. */
  public boolean succeeded() {
    return failure == null;
  }

  /** Returns whether the run changed the Iceberg table or the catalog. */
  public boolean changedSomething() {
    return rows > 0 || refresh instanceof RefreshResult.Refreshed;
  }

  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(160);
    line.append(succeeded() ? "synced " : "FAILED ").append(table).append(" rows=").append(rows);
    if (remaining != CopyResult.Remaining.NONE) {
      line.append(" remaining=").append(remaining.name().toLowerCase(Locale.ROOT));
    }
    blockedBy().ifPresent(holder -> line.append(" blocked_by=").append(Printable.quoted(holder)));
    problem().ifPresent(what -> line.append(" problem=").append(Printable.quoted(what)));
    location()
        .ifPresent(found -> line.append(" snapshot=").append(Printable.escape(found.fileName())));
    refresh()
        .ifPresent(result -> line.append(" catalog=").append(Printable.escape(describe(result))));
    freshnessLag().ifPresent(lag -> line.append(" freshness_ms=").append(lag.toMillis()));
    line.append(" copy_ms=").append(timings.copy().toMillis());
    line.append(" refresh_ms=").append(timings.refresh().toMillis());
    line.append(" guarantee=").append(Printable.quoted(guarantee));
    failure()
        .ifPresent(
            e -> line.append(" error=").append(Printable.quoted(String.valueOf(e.getMessage()))));
    return line.toString();
  }

  private static String describe(RefreshResult result) {
    if (result instanceof RefreshResult.Refreshed refreshed) {
      return "refreshed"
          + refreshed.reference().map(" query="::concat).orElse("")
          + refreshed.tag().map(" tag="::concat).orElse("");
    } else if (result instanceof RefreshResult.Deferred) {
      return "deferred";
    }
    return result instanceof RefreshResult.NotServed ? "none" : "unchanged";
  }

  /** Builds a {@link TableReport}. Not thread-safe. */
  public static final class Builder {
    private final SyncTable table;
    private long rows;
    private CopyResult.Remaining remaining = CopyResult.Remaining.NONE;
    private @Nullable String blockedBy;
    private @Nullable String problem;
    private @Nullable MetadataLocation location;
    private @Nullable RefreshResult refresh;
    private @Nullable Duration freshnessLag;
    private Timings timings = Timings.ZERO;
    private String guarantee = "";
    private @Nullable LakehouseSyncException failure;

    private Builder(SyncTable table) {
      this.table = Objects.requireNonNull(table, "table");
    }

    /** Sets how many rows were copied. Default: 0. */
    public Builder rows(long rows) {
      this.rows = rows;
      return this;
    }

    /** Sets what is left to copy. Default: {@link CopyResult.Remaining#NONE}. */
    public Builder remaining(CopyResult.Remaining remaining) {
      this.remaining = Objects.requireNonNull(remaining, "remaining");
      return this;
    }

    /** Sets what must end before the remaining rows can be copied. Default: nothing. */
    public Builder blockedBy(@Nullable String blockedBy) {
      this.blockedBy = blockedBy;
      return this;
    }

    /** Sets why the source may miss changes. Default: no reason is known. */
    public Builder problem(@Nullable String problem) {
      this.problem = problem;
      return this;
    }

    /** Sets the metadata file that was found. Default: none. */
    public Builder location(@Nullable MetadataLocation location) {
      this.location = location;
      return this;
    }

    /** Sets the result of the refresh. Default: none. */
    public Builder refresh(@Nullable RefreshResult refresh) {
      this.refresh = refresh;
      return this;
    }

    /** Sets the freshness lag. Default: unknown. */
    public Builder freshnessLag(@Nullable Duration freshnessLag) {
      this.freshnessLag = freshnessLag;
      return this;
    }

    /** Sets how long each step took. Default: zero. */
    public Builder timings(Timings timings) {
      this.timings = Objects.requireNonNull(timings, "timings");
      return this;
    }

    /** Sets what the tracking captures. Default: empty. */
    public Builder guarantee(String guarantee) {
      this.guarantee = Objects.requireNonNull(guarantee, "guarantee");
      return this;
    }

    /** Sets the first failure. Default: none. */
    public Builder failure(@Nullable LakehouseSyncException failure) {
      this.failure = failure;
      return this;
    }

    /** Builds the report. */
    public TableReport build() {
      return new TableReport(this);
    }
  }
}
