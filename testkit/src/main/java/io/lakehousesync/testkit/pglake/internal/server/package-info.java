/** The PostgreSQL server: its files and processes, and the channel to the query engine. */
@NullMarked
package io.lakehousesync.testkit.pglake.internal.server;

import org.jspecify.annotations.NullMarked;
