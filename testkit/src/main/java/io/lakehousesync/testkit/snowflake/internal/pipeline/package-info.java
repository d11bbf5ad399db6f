/**
 * Objects that a refresh pipeline inside Snowflake consists of: stages, streams, tables,
 * procedures, tasks, and the transactions that change them.
 */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.pipeline;

import org.jspecify.annotations.NullMarked;
