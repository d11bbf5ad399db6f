package io.lakehousesync.examples.page;

import java.time.Instant;
import java.util.List;

/**
 * What the page shows at one moment. Immutable.
 *
 * @param at the moment, on the clock of the host
 * @param ended whether the sync has ended, so that nothing changes any more
 * @param tables all tables; those that need attention come first
 */
record SyncView(Instant at, boolean ended, List<TableView> tables) {
  SyncView {
    tables = tables.stream().sorted(TableView.BY_NEED).toList();
  }
}
