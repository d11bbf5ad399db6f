/**
 * A sync for fleets that have a scheduler already, db-scheduler: it decides which host runs a table
 * when, and its own table in PostgreSQL shows that.
 */
@NullMarked
package io.lakehousesync.examples.dbscheduler;

import org.jspecify.annotations.NullMarked;
