package io.lakehousesync.examples.retail;

import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Optional;

/**
 * The article's five tables. The fact tables are tracked by a marker, the dimension tables by
 * comparison.
 */
enum RetailTables {
  TRANSACTIONS("transactions", Optional.of("synced_at")),
  TRANSACTION_ITEMS("transaction_items", Optional.of("synced_at")),
  STORES("stores", Optional.empty()),
  PRODUCTS("products", Optional.empty()),
  CUSTOMERS("customers", Optional.empty());

  private final String heap;
  private final Optional<String> marker;

  RetailTables(String heap, Optional<String> marker) {
    this.heap = heap;
    this.marker = marker;
  }

  String heap() {
    return heap;
  }

  String iceberg() {
    return "iceberg_" + heap;
  }

  private ChangeTracking tracking() {
    return marker.map(ChangeTracking::marker).orElseGet(ChangeTracking::comparison);
  }

  static List<SyncTable> in(RetailDatabase database) {
    return List.of(values()).stream()
        .map(
            table ->
                SyncTable.of(database.table(table.heap()), database.table(table.iceberg()))
                    .tracking(table.tracking()))
        .toList();
  }
}
