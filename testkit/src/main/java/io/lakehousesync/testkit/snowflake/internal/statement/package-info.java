/**
 * The contract between a statement and the stand-in: how a statement is declared, parsed,
 * authorized and executed.
 */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.statement;

import org.jspecify.annotations.NullMarked;
