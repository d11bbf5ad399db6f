/** Automated refreshes: polls the catalogs that tables and databases follow. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.autorefresh;

import org.jspecify.annotations.NullMarked;
