package io.lakehousesync.postgres;

import io.lakehousesync.KeyRange;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.RangeVerification.Look;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a table a range at a time, again and again from its first key to its last, for hosts
 * that verify in the background. The place where it is stays in this object, and ends with it: a
 * host that starts again begins with the first range.
 *
 * <p>Thread-safe; one step at a time.
 */
public final class ContinuousVerification {
  /**
   * What a step found. Its {@link #toString()} is one line for a log.
   *
   * @param table the table
   * @param range the range that was compared, by the table's key
   * @param counts how much was compared
   * @param differences what differs there
   * @param verifiedThrough whatever had been copied before this time has been compared, by all
   *     steps together; empty before the end of the first pass
   * @param passes how often the table has been gone through as a whole
   * @param notes what was not compared, one sentence each
   */
  public record Step(
      SyncTable table,
      KeyRange range,
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

    /** Whether this range has no {@link Difference.Cause#FAULT}. */
    public boolean agrees() {
      return counts.unlisted() == 0
          && differences.stream().noneMatch(d -> d.cause() == Difference.Cause.FAULT);
    }

    @Override
    public String toString() {
      return "%s %s range=%s rows=%d differ=%d through=%s"
          .formatted(
              agrees() ? "verified" : "DIFFERS",
              table,
              range,
              counts.heapRows(),
              differences.size(),
              verifiedThrough.map(Instant::toString).orElse("nothing"));
    }
  }

  private final RangeVerification ranges;
  private final int limit;
  private KeyRange next = KeyRange.ALL;
  private @Nullable Instant passBegan;
  private @Nullable Instant verifiedThrough;
  private long passes;

  ContinuousVerification(RangeVerification ranges, int limit) {
    this.ranges = ranges;
    this.limit = limit;
  }

  /**
   * Verifies the next range. Its cost is bounded by {@link PgLakeVerifier.Builder#rangeRows}.
   *
   * @throws io.lakehousesync.NotAppliedException if a table could not be read; the next step looks
   *     at the same range again
   */
  public synchronized Step next() {
    Look look = ranges.look(next, limit);
    if (passBegan == null) {
      passBegan = look.at();
    }
    if (look.blocked()) {
      // A pass that was held up proves nothing about what it has not seen.
      restart();
    } else if (look.isLast()) {
      verifiedThrough = passBegan;
      passes++;
      restart();
    } else {
      next = look.range().rest();
    }
    return new Step(
        ranges.table(),
        look.range(),
        look.counts(),
        look.differences(),
        Optional.ofNullable(verifiedThrough),
        passes,
        look.notes());
  }

  private void restart() {
    next = KeyRange.ALL;
    passBegan = null;
  }
}
