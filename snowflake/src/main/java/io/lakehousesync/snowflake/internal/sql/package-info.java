/**
 * Statements to Snowflake: their text and quoting, the JDBC calls with deadlines, and the meaning
 * of error codes.
 */
@NullMarked
package io.lakehousesync.snowflake.internal.sql;

import org.jspecify.annotations.NullMarked;
