package io.lakehousesync.examples.retail;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Inserts a batch of transactions with their items, with two statements and one commit. */
final class TransactionWriter {
  private static final String INSERT_TRANSACTIONS =
      """
      INSERT INTO transactions (store_id, customer_id, total_amount, payment_method)
      SELECT * FROM unnest(?::int[], ?::int[], ?::numeric[], ?::text[])
      RETURNING txn_id
      """;

  private static final String INSERT_ITEMS =
      """
      INSERT INTO transaction_items (txn_id, product_id, quantity, unit_price, line_total)
      SELECT * FROM unnest(?::int[], ?::int[], ?::int[], ?::numeric[], ?::numeric[])
      """;

  private TransactionWriter() {}

  /**
   * Writes the batch in one transaction.
   *
   * @return the number of rows written: transactions and items
   */
  static long write(Connection connection, List<RetailTransaction> batch) throws SQLException {
    connection.setAutoCommit(false);
    List<Integer> ids = insertTransactions(connection, batch);
    int items = insertItems(connection, batch, ids);
    connection.commit();
    return (long) ids.size() + items;
  }

  private static List<Integer> insertTransactions(
      Connection connection, List<RetailTransaction> batch) throws SQLException {
    List<Integer> ids = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(INSERT_TRANSACTIONS)) {
      array(statement, 1, "int4", batch.stream().map(RetailTransaction::storeId).toArray());
      array(statement, 2, "int4", batch.stream().map(t -> t.customerId().orElse(null)).toArray());
      array(statement, 3, "numeric", batch.stream().map(RetailTransaction::totalAmount).toArray());
      array(statement, 4, "text", batch.stream().map(RetailTransaction::paymentMethod).toArray());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getInt(1));
        }
      }
    }
    // The ids from the sequence have the order of the arrays, but RETURNING guarantees no order.
    Collections.sort(ids);
    return ids;
  }

  private static int insertItems(
      Connection connection, List<RetailTransaction> batch, List<Integer> ids) throws SQLException {
    List<Integer> transactions = new ArrayList<>();
    List<RetailTransaction.Item> items = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      for (RetailTransaction.Item item : batch.get(i).items()) {
        transactions.add(ids.get(i));
        items.add(item);
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(INSERT_ITEMS)) {
      array(statement, 1, "int4", transactions.toArray());
      array(statement, 2, "int4", items.stream().map(RetailTransaction.Item::productId).toArray());
      array(statement, 3, "int4", items.stream().map(RetailTransaction.Item::quantity).toArray());
      array(
          statement, 4, "numeric", items.stream().map(RetailTransaction.Item::unitPrice).toArray());
      array(
          statement, 5, "numeric", items.stream().map(RetailTransaction.Item::lineTotal).toArray());
      return statement.executeUpdate();
    }
  }

  private static void array(PreparedStatement statement, int index, String type, Object[] values)
      throws SQLException {
    statement.setArray(index, statement.getConnection().createArrayOf(type, values));
  }
}
