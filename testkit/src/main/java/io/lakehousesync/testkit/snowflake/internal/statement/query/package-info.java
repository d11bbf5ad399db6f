/** SELECT and INSERT, and the functions that a SELECT without FROM calls. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.statement.query;

import org.jspecify.annotations.NullMarked;
