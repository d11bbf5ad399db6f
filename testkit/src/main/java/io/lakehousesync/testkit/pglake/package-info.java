/** PostgreSQL with the SQL surface of pg_lake, in a directory of its own. */
@NullMarked
package io.lakehousesync.testkit.pglake;

import org.jspecify.annotations.NullMarked;
