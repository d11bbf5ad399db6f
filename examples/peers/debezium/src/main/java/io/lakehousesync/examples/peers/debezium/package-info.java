/**
 * The process that copies with Debezium: the embedded engine with the PostgreSQL connector, and a
 * consumer that appends to Iceberg.
 */
@NullMarked
package io.lakehousesync.examples.peers.debezium;

import org.jspecify.annotations.NullMarked;
