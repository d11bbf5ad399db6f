package io.lakehousesync;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * Copies new rows of a heap table into its Iceberg table. The first of the three interfaces that a
 * host can implement.
 *
 * <p>Implementations are thread-safe for different tables, and keep a second run of the same table,
 * in this process or elsewhere, from copying at the same time.
 */
public interface SyncSource {
  /**
   * Copies one batch of new rows and commits it. Rows, and whatever remembers that they were
   * copied, are committed together or not at all.
   *
   * @return what was committed, possibly nothing
   * @throws NotAppliedException if nothing was committed
   * @throws OutcomeUnknownException if the connection was lost during the commit; copying again is
   *     safe and finds out
   */
  CopyResult copy(SyncTable table);

  /**
   * Looks which tables have nothing to copy, for all of them at a cost that is small beside that of
   * a copy of each. A table is only said to be unchanged if {@link #copy} of it has succeeded
   * before.
   *
   * <p>The default implementation knows nothing, so that each table is copied in each run.
   *
   * @return for each unchanged table the time, on the host's clock, before which every captured
   *     change that was committed to the heap table is in the Iceberg table; a table without an
   *     entry may have changed
   * @throws NotAppliedException if the look failed as a whole
   */
  default Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
    return Map.of();
  }

  /**
   * Checks that {@link #copy} can honour this table, as far as can be seen without copying. Called
   * for each table when the sync is built; with {@link InvalidTables#FAIL_RUNS} also before copies,
   * until the table has passed.
   *
   * @throws ConfigurationException if it cannot; the message names what is missing
   * @throws NotAppliedException if that could not be found out
   */
  void validate(SyncTable table);

  /**
   * What is captured and what is not, in words for a log line: "inserts, exactly once; deletes are
   * not captured".
   */
  String guarantee(SyncTable table);
}
