package io.lakehousesync.examples.retail;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** A generated retail transaction with its line items. */
record RetailTransaction(
    int storeId, Optional<Integer> customerId, String paymentMethod, List<Item> items) {
  /** A line item. */
  record Item(int productId, int quantity, BigDecimal unitPrice) {
    BigDecimal lineTotal() {
      return unitPrice.multiply(BigDecimal.valueOf(quantity));
    }
  }

  BigDecimal totalAmount() {
    return items.stream().map(Item::lineTotal).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
