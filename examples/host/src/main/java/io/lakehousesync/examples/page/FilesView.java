package io.lakehousesync.examples.page;

import io.lakehousesync.postgres.report.IcebergLayout;
import java.time.Instant;

/**
 * The files of an Iceberg table, as the maintenance found them.
 *
 * @param at when the files were counted
 * @param dataFiles files with rows
 * @param smallFiles data files below the limit of the maintenance
 */
record FilesView(Instant at, long dataFiles, long smallFiles) {
  static FilesView of(IcebergLayout layout) {
    return new FilesView(layout.at(), layout.dataFiles(), layout.smallFiles());
  }
}
