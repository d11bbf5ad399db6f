/**
 * Reports when PostgreSQL or Snowflake becomes unreachable while a sync runs, and when it is back.
 */
@NullMarked
package io.lakehousesync.examples.host.outage;

import org.jspecify.annotations.NullMarked;
