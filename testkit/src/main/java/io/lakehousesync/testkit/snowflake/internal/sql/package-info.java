/**
 * The text of SQL: tokens, names of objects, properties, and the errors that a statement can give.
 */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.sql;

import org.jspecify.annotations.NullMarked;
