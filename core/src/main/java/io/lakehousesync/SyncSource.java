package io.lakehousesync;

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
   * Checks that {@link #copy} can honour this table, as far as can be seen without copying. Called
   * once for each table when the sync is built.
   *
   * @throws ConfigurationException if it cannot; the message names what is missing
   */
  void validate(SyncTable table);

  /**
   * What is captured and what is not, in words for a log line: "inserts, exactly once; deletes are
   * not captured".
   */
  String guarantee(SyncTable table);
}
