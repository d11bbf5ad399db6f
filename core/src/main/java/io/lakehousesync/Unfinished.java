package io.lakehousesync;

import io.lakehousesync.table.SyncTable;

/**
 * A run that had not ended when {@link LakehouseSync#close} returned. Its current batch or refresh
 * takes effect as a whole or not at all. The next start of the sync reads back which of the two is
 * true.
 *
 * @param table the table
 * @param step the step of the run, such as "copying" or "refreshing"
 */
public record Unfinished(SyncTable table, String step) {}
