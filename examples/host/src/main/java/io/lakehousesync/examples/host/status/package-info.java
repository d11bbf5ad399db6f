/**
 * The command that compares the committed snapshot of each table with the snapshot that the catalog
 * serves.
 */
@NullMarked
package io.lakehousesync.examples.host.status;

import org.jspecify.annotations.NullMarked;
