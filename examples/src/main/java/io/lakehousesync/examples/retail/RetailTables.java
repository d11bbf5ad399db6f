package io.lakehousesync.examples.retail;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.SyncTable;
import java.util.List;

/** The article's five tables: the facts by their marker, the dimensions by comparison. */
enum RetailTables {
  TRANSACTIONS("transactions", ChangeTracking.marker("synced_at")),
  TRANSACTION_ITEMS("transaction_items", ChangeTracking.marker("synced_at")),
  STORES("stores", ChangeTracking.comparison()),
  PRODUCTS("products", ChangeTracking.comparison()),
  CUSTOMERS("customers", ChangeTracking.comparison());

  private final String heap;
  private final ChangeTracking tracking;

  RetailTables(String heap, ChangeTracking tracking) {
    this.heap = heap;
    this.tracking = tracking;
  }

  String heap() {
    return heap;
  }

  String iceberg() {
    return "iceberg_" + heap;
  }

  static List<SyncTable> in(RetailDatabase database) {
    return List.of(values()).stream()
        .map(
            table ->
                SyncTable.of(database.table(table.heap()), database.table(table.iceberg()))
                    .tracking(table.tracking))
        .toList();
  }
}
