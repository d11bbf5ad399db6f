/** Listing of a table's metadata directory, and pg_lake's catalog file. */
@NullMarked
package io.lakehousesync.s3.internal.listing;

import org.jspecify.annotations.NullMarked;
