/**
 * A sync as tasks of db-scheduler. The scheduler decides when a table runs, and on which host. Its
 * table in PostgreSQL shows these decisions.
 */
@NullMarked
package io.lakehousesync.examples.dbscheduler;

import org.jspecify.annotations.NullMarked;
