package io.lakehousesync.examples.host.init;

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
 */
record HeapTable(
    TableName name, List<String> key, Optional<String> uniqueIndex, long bytes, String size) {}
