/** USE, ALTER SESSION and transactions. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.statement.session;

import org.jspecify.annotations.NullMarked;
