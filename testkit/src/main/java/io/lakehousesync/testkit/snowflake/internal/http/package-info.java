/** The HTTP interface that the JDBC driver calls. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.http;

import org.jspecify.annotations.NullMarked;
