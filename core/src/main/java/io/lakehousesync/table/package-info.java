/** The tables to keep in sync, how their changes are found, and how rows are written. */
@NullMarked
package io.lakehousesync.table;

import org.jspecify.annotations.NullMarked;
