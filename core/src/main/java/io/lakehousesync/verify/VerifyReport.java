package io.lakehousesync.verify;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a verification found. Its {@link #toString()} is one line for a log. Immutable. */
public final class VerifyReport {
  private final SyncTable table;
  private final @Nullable Instant verifiedThrough;
  private final Counts counts;
  private final List<String> key;
  private final List<Difference> differences;
  private final @Nullable CatalogVerdict catalog;
  private final List<String> notes;
  private final List<String> notCompared;

  private VerifyReport(Builder builder) {
    table = builder.table;
    verifiedThrough = builder.verifiedThrough;
    counts = builder.counts;
    key = builder.key;
    differences = builder.differences;
    catalog = builder.catalog;
    notCompared = builder.notCompared;
    notes = Stream.concat(builder.notes.stream(), notCompared.stream()).toList();
  }

  /**
   * Returns a new builder.
   *
   * @param table the table that was verified
   */
  public static Builder builder(SyncTable table) {
    return new Builder(table);
  }

  /** Returns the table. */
  public SyncTable table() {
    return table;
  }

  /**
   * Returns a time on the host's clock. The verification has compared everything that was copied
   * before this time, except what {@link #notCompared} names. Empty if nothing could be compared.
   */
  public Optional<Instant> verifiedThrough() {
    return Optional.ofNullable(verifiedThrough);
  }

  /** Returns how much was compared. */
  public Counts counts() {
    return counts;
  }

  /**
   * Returns the columns whose values a {@link Difference} names: the table's key, or all compared
   * columns if the table has no key.
   */
  public List<String> key() {
    return key;
  }

  /** Returns what differs, by key. */
  public List<Difference> differences() {
    return differences;
  }

  /** Returns what the catalog serves; empty if no catalog was compared. */
  public Optional<CatalogVerdict> catalog() {
    return Optional.ofNullable(catalog);
  }

  /** Returns what was not compared, or was not compared exactly, one sentence each. */
  public List<String> notes() {
    return notes;
  }

  /**
   * Returns the {@link #notes} that say why nothing was compared, or which columns of the heap
   * table were not compared. If there is such a note, it is unknown whether the sides agree.
   */
  public List<String> notCompared() {
    return notCompared;
  }

  /**
   * Returns whether the sides agree.
   *
   * <p>The sides differ if there is a {@linkplain #differing difference}, if the differences of a
   * range were not listed, or if the catalog does not serve the table's snapshots. Otherwise, the
   * outcome is {@link VerifyOutcome#NOT_COMPARED} if a part of the tables {@linkplain #notCompared
   * could not be compared}, or if the rows of the catalog could not be compared.
   */
  public VerifyOutcome outcome() {
    if (differing() > 0
        || counts.unlisted() > 0
        || catalog().filter(CatalogVerdict::differs).isPresent()) {
      return VerifyOutcome.DIFFERS;
    }
    return verifiedThrough == null
            || !notCompared.isEmpty()
            || !catalog().map(CatalogVerdict::isCompared).orElse(true)
        ? VerifyOutcome.NOT_COMPARED
        : VerifyOutcome.AGREES;
  }

  /** Returns whether the {@link #outcome} is that the sides agree. */
  public boolean agrees() {
    return outcome() == VerifyOutcome.AGREES;
  }

  /**
   * Returns the number of listed differences that count: faults, and changes that the tracking does
   * not capture. Pending differences do not count.
   */
  public long differing() {
    return differences.stream().filter(Difference::differs).count();
  }

  /** Returns how many differences are faults. */
  public long faults() {
    return count(Difference.Cause.FAULT);
  }

  /** Returns how many differences come from changes that the tracking does not capture. */
  public long notCaptured() {
    return count(Difference.Cause.NOT_CAPTURED);
  }

  /**
   * Returns how many rows wait for the next copy: the rows beyond the watermark, and the listed
   * differences that the next copy resolves. If the catalog is behind, rows that are missing only
   * in the catalog do not count. Empty if nothing could be compared, for example because a TRUNCATE
   * waits in a queue, or because no checkpoint says what was copied.
   */
  public OptionalLong pending() {
    if (verifiedThrough == null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        counts.pendingRows()
            + differences.stream()
                .filter(difference -> difference.cause() == Difference.Cause.PENDING)
                .filter(difference -> difference.side() == Difference.Side.ICEBERG)
                .count());
  }

  private long count(Difference.Cause cause) {
    return differences.stream().filter(difference -> difference.cause() == cause).count();
  }

  private String word() {
    return switch (outcome()) {
      case AGREES -> "verified";
      case DIFFERS -> "DIFFERS";
      case NOT_COMPARED -> "not-compared";
    };
  }

  @Override
  public String toString() {
    return "%s %s through=%s heap_rows=%d iceberg_rows=%d ranges=%d pending=%s differ=%d faults=%d not_captured=%d"
            .formatted(
                word(),
                table,
                verifiedThrough().map(Instant::toString).orElse("nothing"),
                counts.heapRows(),
                counts.icebergRows(),
                counts.ranges(),
                pending().isPresent() ? pending().getAsLong() : "unknown",
                differing(),
                faults(),
                notCaptured())
        + (counts.keptRows() > 0 ? " kept=" + counts.keptRows() : "")
        + (counts.unlisted() > 0 ? " unlisted_ranges=" + counts.unlisted() : "")
        + catalog().map(verdict -> " catalog=" + Printable.quoted(verdict.toString())).orElse("")
        + (notes.isEmpty() ? "" : " notes=" + Printable.quoted(String.join(" ", notes)));
  }

  /** How much was compared. Immutable. Two counts are equal if their numbers are equal. */
  public static final class Counts {
    /** Nothing was compared. */
    public static final Counts NONE = builder().build();

    private final long ranges;
    private final long differingRanges;
    private final long heapRows;
    private final long icebergRows;
    private final long pendingRows;
    private final long keptRows;
    private final long unlisted;

    private Counts(Builder builder) {
      ranges = builder.ranges;
      differingRanges = builder.differingRanges;
      heapRows = builder.heapRows;
      icebergRows = builder.icebergRows;
      pendingRows = builder.pendingRows;
      keptRows = builder.keptRows;
      unlisted = builder.unlisted;
    }

    /** Returns a new builder, whose numbers are all zero. */
    public static Builder builder() {
      return new Builder();
    }

    /** Returns the number of key ranges. */
    public long ranges() {
      return ranges;
    }

    /** Returns the number of ranges in which heap table and Iceberg table differ. */
    public long differingRanges() {
      return differingRanges;
    }

    /** Returns the number of heap rows up to the watermark. */
    public long heapRows() {
      return heapRows;
    }

    /**
     * Returns the number of Iceberg rows, without kept rows, and without rows whose keys are beyond
     * the watermark.
     */
    public long icebergRows() {
      return icebergRows;
    }

    /**
     * Returns the number of rows beyond the watermark: heap rows that were not copied yet, and
     * Iceberg rows whose deletion waits in a queue.
     */
    public long pendingRows() {
      return pendingRows;
    }

    /**
     * Returns the number of Iceberg rows that the heap table does not have, and that are accepted
     * because the table is configured to keep them ({@code Deletes.KEEP}).
     */
    public long keptRows() {
      return keptRows;
    }

    /** Returns the number of differing ranges whose keys were not listed because of the limit. */
    public long unlisted() {
      return unlisted;
    }

    /** Returns the sum of these counts and the other counts. */
    public Counts plus(Counts other) {
      return builder()
          .ranges(ranges + other.ranges)
          .differingRanges(differingRanges + other.differingRanges)
          .heapRows(heapRows + other.heapRows)
          .icebergRows(icebergRows + other.icebergRows)
          .pendingRows(pendingRows + other.pendingRows)
          .keptRows(keptRows + other.keptRows)
          .unlisted(unlisted + other.unlisted)
          .build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Counts that
          && ranges == that.ranges
          && differingRanges == that.differingRanges
          && heapRows == that.heapRows
          && icebergRows == that.icebergRows
          && pendingRows == that.pendingRows
          && keptRows == that.keptRows
          && unlisted == that.unlisted;
    }

    @Override
    public int hashCode() {
      return Objects.hash(
          ranges, differingRanges, heapRows, icebergRows, pendingRows, keptRows, unlisted);
    }

    @Override
    public String toString() {
      return "ranges=%d differing_ranges=%d heap_rows=%d iceberg_rows=%d pending_rows=%d kept_rows=%d unlisted_ranges=%d"
          .formatted(
              ranges, differingRanges, heapRows, icebergRows, pendingRows, keptRows, unlisted);
    }

    /** Builds {@link Counts}. Each number is zero by default. Not thread-safe. */
    public static final class Builder {
      private long ranges;
      private long differingRanges;
      private long heapRows;
      private long icebergRows;
      private long pendingRows;
      private long keptRows;
      private long unlisted;

      private Builder() {}

      /** Sets the number of key ranges. */
      public Builder ranges(long ranges) {
        this.ranges = ranges;
        return this;
      }

      /** Sets the number of ranges that differ. */
      public Builder differingRanges(long differingRanges) {
        this.differingRanges = differingRanges;
        return this;
      }

      /** Sets the number of heap rows. */
      public Builder heapRows(long heapRows) {
        this.heapRows = heapRows;
        return this;
      }

      /** Sets the number of Iceberg rows. */
      public Builder icebergRows(long icebergRows) {
        this.icebergRows = icebergRows;
        return this;
      }

      /** Sets the number of rows beyond the watermark. */
      public Builder pendingRows(long pendingRows) {
        this.pendingRows = pendingRows;
        return this;
      }

      /** Sets the number of rows that the Iceberg table keeps. */
      public Builder keptRows(long keptRows) {
        this.keptRows = keptRows;
        return this;
      }

      /** Sets the number of differing ranges whose keys were not listed. */
      public Builder unlisted(long unlisted) {
        this.unlisted = unlisted;
        return this;
      }

      /** Builds the counts. */
      public Counts build() {
        return new Counts(this);
      }
    }
  }

  /** Builds a {@link VerifyReport}. Not thread-safe. */
  public static final class Builder {
    private final SyncTable table;
    private @Nullable Instant verifiedThrough;
    private Counts counts = Counts.NONE;
    private List<String> key = List.of();
    private List<Difference> differences = List.of();
    private @Nullable CatalogVerdict catalog;
    private List<String> notes = List.of();
    private List<String> notCompared = List.of();

    private Builder(SyncTable table) {
      this.table = Objects.requireNonNull(table, "table");
    }

    /** Sets {@link VerifyReport#verifiedThrough()}. Default: nothing was compared. */
    public Builder verifiedThrough(@Nullable Instant verifiedThrough) {
      this.verifiedThrough = verifiedThrough;
      return this;
    }

    /** Sets how much was compared. Default: {@link Counts#NONE}. */
    public Builder counts(Counts counts) {
      this.counts = Objects.requireNonNull(counts, "counts");
      return this;
    }

    /** Sets the columns whose values a difference names. Default: none. */
    public Builder key(List<String> key) {
      this.key = List.copyOf(key);
      return this;
    }

    /** Sets what differs. Default: nothing. */
    public Builder differences(List<Difference> differences) {
      this.differences = List.copyOf(differences);
      return this;
    }

    /** Sets what the catalog serves. Default: no catalog was compared. */
    public Builder catalog(@Nullable CatalogVerdict catalog) {
      this.catalog = catalog;
      return this;
    }

    /** Sets further notes. Default: none. */
    public Builder notes(List<String> notes) {
      this.notes = List.copyOf(notes);
      return this;
    }

    /**
     * Sets which parts of the heap table could not be compared. Default: everything was compared.
     */
    public Builder notCompared(List<String> notCompared) {
      this.notCompared = List.copyOf(notCompared);
      return this;
    }

    /** Builds the report. */
    public VerifyReport build() {
      return new VerifyReport(this);
    }
  }
}
