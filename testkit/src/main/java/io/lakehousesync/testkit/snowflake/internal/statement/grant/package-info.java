/** GRANT, REVOKE and SHOW GRANTS. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.statement.grant;

import org.jspecify.annotations.NullMarked;
