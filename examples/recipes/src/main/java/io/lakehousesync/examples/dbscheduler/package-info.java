/**
 * A sync as tasks of db-scheduler. The scheduler decides which host runs a table and when, and its
 * table in PostgreSQL shows it.
 */
@NullMarked
package io.lakehousesync.examples.dbscheduler;

import org.jspecify.annotations.NullMarked;
