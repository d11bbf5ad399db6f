/**
 * Executes statements: the table of statements, the runner, the log, and the faults that tests set.
 */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.execute;

import org.jspecify.annotations.NullMarked;
