/** Procedures in Snowflake Scripting: parsing, CALL and execution. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.statement.script;

import org.jspecify.annotations.NullMarked;
