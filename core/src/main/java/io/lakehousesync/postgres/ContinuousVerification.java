package io.lakehousesync.postgres;

import io.lakehousesync.postgres.internal.verify.RangeVerification;
import io.lakehousesync.postgres.internal.verify.RangeVerification.RangeResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.VerifyOutcome;
import io.lakehousesync.verify.VerifyReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a table one range of keys at a time, for hosts that verify in the background. After the
 * last range, the next step begins again with the first range. The current position is not stored:
 * a new object begins with the first range.
 *
 * <p>Thread-safe. Steps run one at a time.
 */
public final class ContinuousVerification {
  /**
   * The result of a step. Its {@link #toString()} is one line for a log.
   *
   * @param table the table
   * @param range the range of keys
   * @param compared whether the range was compared completely. If not, the notes say why
   * @param counts how much was compared
   * @param differences what differs in this range
   * @param verifiedThrough a time; everything that was copied before this time was compared
   *     completely. Empty until the first pass has ended in which nothing was left out
   * @param passes how often the last range was compared
   * @param notes what was not compared, one sentence each
   */
  public record Step(
      SyncTable table,
      KeyRange range,
      boolean compared,
      VerifyReport.Counts counts,
      List<Difference> differences,
      Optional<Instant> verifiedThrough,
      long passes,
      List<String> notes) {
    /** Copies the lists. */
    public Step {
      differences = List.copyOf(differences);
      notes = List.copyOf(notes);
    }

    /** Returns whether the heap table and the Iceberg table agree in this range. */
    public VerifyOutcome outcome() {
      if (counts.unlisted() > 0 || differing() > 0) {
        return VerifyOutcome.DIFFERS;
      }
      return compared ? VerifyOutcome.AGREES : VerifyOutcome.NOT_COMPARED;
    }

    /**
     * Returns whether this range was compared completely, and has no differences except pending
     * ones.
     */
    public boolean agrees() {
      return outcome() == VerifyOutcome.AGREES;
    }

    /** Returns how many of the listed differences are not pending. */
    public long differing() {
      return differences.stream().filter(Difference::differs).count();
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
      return "%s %s range=%s rows=%d differ=%d through=%s"
          .formatted(
              word(),
              table,
              range,
              counts.heapRows(),
              differing(),
              verifiedThrough.map(Instant::toString).orElse("nothing"));
    }
  }

  private final RangeVerification ranges;
  private final int limit;
  private KeyRange next = KeyRange.ALL;
  private String order = "";
  private @Nullable Instant passBegan;

  /** Whether the pass under way has compared all columns. */
  private boolean isComplete = true;

  private @Nullable Instant verifiedThrough;
  private long passes;

  ContinuousVerification(RangeVerification ranges, int limit) {
    this.ranges = ranges;
    this.limit = limit;
  }

  /**
   * Verifies the next range. {@link PgLakeVerifier.Builder#rangeRows} limits the size of a range.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if a table could not be read; the next
   *     step verifies the same range again
   */
  public synchronized Step next() {
    RangeResult result = ranges.verify(next, order, limit);
    if (passBegan == null) {
      passBegan = result.at();
    }
    isComplete &= result.missed().isEmpty();
    if (result.blocked()) {
      // Begins a new pass, because this pass could not compare the rest of the table.
      restart();
    } else if (result.isLast()) {
      if (isComplete) {
        verifiedThrough = passBegan;
      }
      passes++;
      restart();
    } else {
      next = result.range().rest();
      order = result.order();
    }
    return new Step(
        ranges.table(),
        result.range(),
        result.missed().isEmpty(),
        result.counts(),
        result.differences(),
        Optional.ofNullable(verifiedThrough),
        passes,
        Stream.concat(result.notes().stream(), result.missed().stream()).toList());
  }

  private void restart() {
    isComplete = true;
    next = KeyRange.ALL;
    passBegan = null;
  }
}
