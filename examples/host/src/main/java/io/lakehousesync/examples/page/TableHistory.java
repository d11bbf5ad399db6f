package io.lakehousesync.examples.page;

import java.util.List;

/**
 * What happened to a table since the start of the sync. Immutable.
 *
 * @param lags the freshness lag over time
 * @param runs the newest runs that copied rows, refreshed the catalog or failed, the oldest first
 * @param files the newest counts of files, the oldest first
 */
record TableHistory(List<LagHistory.Point> lags, List<RunView> runs, List<FilesView> files) {
  TableHistory {
    lags = List.copyOf(lags);
    runs = List.copyOf(runs);
    files = List.copyOf(files);
  }
}
