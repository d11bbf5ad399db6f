package io.lakehousesync.spi;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Copies new rows of a heap table into its Iceberg table. The first of the three interfaces that a
 * host can implement.
 *
 * <p>Implementations are thread-safe for different tables. They ensure that two copies of the same
 * table never run at the same time, even in different processes.
 */
public interface SyncSource {
  /**
   * Copies one batch of new rows and commits it. The rows and the checkpoint of the copy are
   * committed in one transaction.
   *
   * @return what was committed, possibly no rows
   * @throws NotAppliedException if nothing was committed
   * @throws OutcomeUnknownException if the connection was lost during the commit. It is safe to
   *     call this method again: the new call first reads whether the batch was committed
   */
  CopyResult copy(SyncTable table);

  /**
   * Checks which tables have no changes to copy. This costs little compared with a copy of each
   * table. A table is returned only if {@link #copy} has succeeded for it before.
   *
   * <p>The default implementation returns no table, so that each run copies each table.
   *
   * @return each unchanged table with a time on the host's clock: the Iceberg table has every
   *     captured change that was committed before that time. A table without an entry may have
   *     changed
   * @throws NotAppliedException if the check failed for all tables
   */
  default Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
    return Map.of();
  }

  /**
   * Checks that {@link #copy} can work for this table, as far as this is possible without copying.
   * Called for each table when the sync is built. With {@link
   * io.lakehousesync.InvalidTables#FAIL_RUNS}, each run of a table that is not yet valid calls this
   * method before the copy.
   *
   * @throws ConfigurationException if the table is invalid; the message names what is missing
   * @throws NotAppliedException if the table could not be checked
   */
  void validate(SyncTable table);

  /**
   * Returns which changes are captured and which are not, as a text for log lines, such as
   * "inserts, exactly once; deletes are not captured".
   */
  String guarantee(SyncTable table);

  /**
   * Returns why this source cannot copy the tables of a group together, one sentence each; empty if
   * it can. Called when the sync is built. Asks no server.
   *
   * <p>The default implementation refuses each group.
   */
  default List<String> problems(SyncGroup group) {
    return List.of(
        "The source of this sync cannot copy the tables of group %s together.".formatted(group));
  }

  /**
   * Copies the tables of a group up to one snapshot, in one transaction. If a table has too many
   * rows for that, copies a batch of this table instead. Then the caller calls this method again.
   *
   * @return what was committed
   * @throws NotAppliedException if nothing was committed
   * @throws OutcomeUnknownException if the connection was lost during the commit. It is safe to
   *     call this method again
   */
  default CutResult cut(SyncGroup group) {
    throw new NotAppliedException(
        NotAppliedException.Retry.POINTLESS, String.join(" ", problems(group)), null);
  }
}
