/** The process that copies with Apache Spark: JDBC read from PostgreSQL, append to Iceberg. */
@NullMarked
package io.lakehousesync.examples.peers.spark;

import org.jspecify.annotations.NullMarked;
