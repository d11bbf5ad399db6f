package io.lakehousesync;

/**
 * A run that was still under way when a {@link LakehouseSync} was closed.
 *
 * @param table the table
 * @param step what the run was doing: "copying", "refreshing". A copy is committed as a whole or
 *     not at all, and the next start finds out; so it does for a refresh
 */
public record Unfinished(SyncTable table, String step) {}
