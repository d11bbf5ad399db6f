package io.lakehousesync.examples.retail;

import io.lakehousesync.examples.cli.UserException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Generates random transactions over the reference data in the database, as the article does. */
final class TransactionGenerator {
  private static final List<String> PAYMENT_METHODS =
      List.of("CARD", "CASH", "DIGITAL_WALLET", "GIFT_CARD");
  private static final double KNOWN_CUSTOMER = 0.9;
  private static final int MOST_ITEMS = 5;
  private static final int MOST_PIECES = 3;

  private record Product(int id, BigDecimal unitPrice) {}

  private final RandomGenerator random;
  private final List<Integer> stores;
  private final List<Integer> customers;
  private final List<Product> products;

  private TransactionGenerator(
      RandomGenerator random,
      List<Integer> stores,
      List<Integer> customers,
      List<Product> products) {
    if (stores.isEmpty() || customers.isEmpty() || products.isEmpty()) {
      throw new UserException(
          UserException.Kind.FAILURE,
          ("There are %d stores, %d customers and %d products, but transactions need at least"
                      + " one of each:")
                  .formatted(stores.size(), customers.size(), products.size())
              + " insert them, or start again with --reset.",
          null);
    }
    this.random = random;
    this.stores = stores;
    this.customers = customers;
    this.products = products;
  }

  static TransactionGenerator load(Connection connection, RandomGenerator random)
      throws SQLException {
    return new TransactionGenerator(
        random,
        list(connection, "SELECT store_id FROM stores ORDER BY 1", row -> row.getInt(1)),
        list(connection, "SELECT customer_id FROM customers ORDER BY 1", row -> row.getInt(1)),
        list(
            connection,
            "SELECT product_id, unit_price FROM products ORDER BY 1",
            row -> new Product(row.getInt(1), row.getBigDecimal(2))));
  }

  List<RetailTransaction> batch(int size) {
    return Stream.generate(this::next).limit(size).toList();
  }

  private RetailTransaction next() {
    int store = pick(stores);
    Optional<Integer> customer =
        random.nextDouble() < KNOWN_CUSTOMER ? Optional.of(pick(customers)) : Optional.empty();
    String payment = pick(PAYMENT_METHODS);
    List<RetailTransaction.Item> items =
        differentProducts(random.nextInt(1, MOST_ITEMS + 1)).stream()
            .map(
                product ->
                    new RetailTransaction.Item(
                        product.id(), random.nextInt(1, MOST_PIECES + 1), product.unitPrice()))
            .toList();
    return new RetailTransaction(store, customer, payment, items);
  }

  /** Does the first steps of a Fisher-Yates shuffle. */
  private List<Product> differentProducts(int count) {
    List<Product> shuffled = new ArrayList<>(products);
    int many = Math.min(count, shuffled.size());
    IntStream.range(0, many)
        .forEach(i -> Collections.swap(shuffled, i, random.nextInt(i, shuffled.size())));
    return shuffled.subList(0, many);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T> List<T> list(Connection connection, String query, Row<T> row)
      throws SQLException {
    List<T> list = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        list.add(row.read(rows));
      }
    }
    return list;
  }
}
