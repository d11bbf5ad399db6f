package io.lakehousesync.postgres.internal.discovery;

import io.lakehousesync.table.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A heap table of the database.
 *
 * @param key the columns that identify a row; empty if no constraint or unique index names them
 * @param uniqueIndex the index of the key; empty for a primary key, and without a key
 * @param bytes its size with its partitions, without indexes
 * @param size the same for people
 * @param tracked whether it has the column of the default tracking
 */
public record DiscoveredTable(
    TableName name,
    List<String> key,
    Optional<String> uniqueIndex,
    long bytes,
    String size,
    boolean tracked) {}
