package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a verification found. Its {@link #toString()} is one line for a log.
 *
 * @param table the table
 * @param verifiedThrough a time on the host's clock: whatever had been copied before it was
 *     compared. Empty if nothing could be compared
 * @param counts how much was compared
 * @param key the columns whose values a {@link Difference} names: the table's key, or all columns
 *     that are compared if it has none
 * @param differences what differs, by key
 * @param catalog what the catalog serves; empty without a catalog
 * @param notes what was not compared, or means less than it seems, one sentence each
 */
public record VerifyReport(
    SyncTable table,
    Optional<Instant> verifiedThrough,
    Counts counts,
    List<String> key,
    List<Difference> differences,
    Optional<CatalogVerdict> catalog,
    List<String> notes) {

  /**
   * How much was compared.
   *
   * @param ranges ranges of keys
   * @param differingRanges those in which heap and Iceberg table differ
   * @param heapRows rows of the heap table up to the watermark
   * @param icebergRows rows of the Iceberg table, without those of keys beyond the watermark
   * @param pendingRows rows of the heap table that were not copied yet, and rows of the Iceberg
   *     table whose deletion waits in a queue: what the watermark keeps out of the comparison
   * @param unlisted ranges that differ, but whose keys were not listed because there were enough
   */
  public record Counts(
      long ranges,
      long differingRanges,
      long heapRows,
      long icebergRows,
      long pendingRows,
      long unlisted) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          ranges + other.ranges,
          differingRanges + other.differingRanges,
          heapRows + other.heapRows,
          icebergRows + other.icebergRows,
          pendingRows + other.pendingRows,
          unlisted + other.unlisted);
    }
  }

  /** Copies the lists. */
  public VerifyReport {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(counts, "counts");
    key = List.copyOf(key);
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  /**
   * Whether the table was compared, and there is no {@link Difference.Cause#FAULT} and no range
   * whose differences were not listed.
   */
  public boolean agrees() {
    return verifiedThrough.isPresent()
        && counts.unlisted() == 0
        && faults() == 0
        && catalog.map(CatalogVerdict::agrees).orElse(true);
  }

  /** How many differences are faults. */
  public long faults() {
    return count(Difference.Cause.FAULT);
  }

  /** How many differences the tracking is known to leave behind. */
  public long notCaptured() {
    return count(Difference.Cause.NOT_CAPTURED);
  }

  /**
   * How many rows wait for the next copy: those beyond the watermark, and, where the tracking has
   * none, the listed differences that the next copy cures. What a catalog lacks that is behind does
   * not count. Empty where it is not known, because nothing could be compared: a TRUNCATE waits in
   * a queue, or no checkpoint says what was copied.
   */
  public OptionalLong pending() {
    if (verifiedThrough.isEmpty()) {
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

  @Override
  public String toString() {
    return "%s %s through=%s heap_rows=%d iceberg_rows=%d ranges=%d pending=%s differ=%d faults=%d not_captured=%d"
            .formatted(
                agrees() ? "verified" : "DIFFERS",
                table,
                verifiedThrough.map(Instant::toString).orElse("nothing"),
                counts.heapRows(),
                counts.icebergRows(),
                counts.ranges(),
                pending().isPresent() ? pending().getAsLong() : "unknown",
                differences.size(),
                faults(),
                notCaptured())
        + (counts.unlisted() > 0 ? " unlisted_ranges=" + counts.unlisted() : "")
        + catalog.map(verdict -> " catalog=\"" + verdict + '"').orElse("")
        + (notes.isEmpty() ? "" : " notes=\"" + String.join(" ", notes) + '"');
  }
}
