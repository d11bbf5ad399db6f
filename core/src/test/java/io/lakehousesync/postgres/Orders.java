package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Orders and their lines. Each transaction keeps the invariant: the total of an order is the sum of
 * the amounts of its lines.
 */
final class Orders {
  static final SyncTable ORDERS = SyncTable.of("core_it.orders", "core_it.lake_orders");
  static final SyncTable LINES = SyncTable.of("core_it.lines", "core_it.lake_lines");

  /** Orders whose total is not the sum of their lines, and lines without an order. */
  static final String BROKEN =
      """
      SELECT count(*) FROM core_it.lake_orders AS o
      FULL JOIN (SELECT order_id, sum(amount) AS amounts FROM core_it.lake_lines GROUP BY order_id) AS l
        ON l.order_id = o.id
      WHERE o.total IS DISTINCT FROM coalesce(l.amounts, 0)
      """;

  /** One transaction that changes, adds and removes orders and lines. */
  static final String CHANGE =
      """
      BEGIN;
      UPDATE core_it.lines SET amount = amount + 5 WHERE order_id = 1;
      UPDATE core_it.orders SET total = (SELECT sum(amount) FROM core_it.lines WHERE order_id = 1)
      WHERE id = 1;
      INSERT INTO core_it.orders VALUES (100, 30);
      INSERT INTO core_it.lines (order_id, amount) VALUES (100, 10), (100, 20);
      DELETE FROM core_it.lines WHERE order_id = 2;
      DELETE FROM core_it.orders WHERE id = 2;
      UPDATE core_it.lines SET order_id = 4 WHERE order_id = 3;
      UPDATE core_it.orders SET total = 0 WHERE id = 3;
      UPDATE core_it.orders SET total = (SELECT sum(amount) FROM core_it.lines WHERE order_id = 4)
      WHERE id = 4;
      COMMIT
      """;

  private Orders() {}

  /** Creates both heap tables with ten orders, and runs the set-up. */
  static SyncGroup create(ChangeTracking ofOrders, ChangeTracking ofLines) throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.orders (id int PRIMARY KEY, total bigint NOT NULL);
        CREATE TABLE core_it.lines (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id int NOT NULL, amount bigint NOT NULL);
        INSERT INTO core_it.orders SELECT i, 3 * i FROM generate_series(1, 10) AS i;
        INSERT INTO core_it.lines (order_id, amount)
        SELECT i, i FROM generate_series(1, 10) AS i, generate_series(1, 3);
        """);
    List<SyncTable> tables = List.of(ORDERS.tracking(ofOrders), LINES.tracking(ofLines));
    PgLakeSetup.of(TestSchema.postgres()).apply(tables);
    return SyncGroup.of("sales", tables);
  }

  static SyncGroup create() throws SQLException {
    return create(ChangeTracking.xid(), ChangeTracking.xid());
  }

  /** Copies until there is a cut. */
  static CutResult cut(SyncSource source, SyncGroup group) {
    for (int i = 0; i < 100; i++) {
      CutResult result = source.cut(group);
      if (result.cut().isPresent()) {
        return result;
      }
    }
    throw new AssertionError("no cut after 100 calls");
  }

  /** Returns the metadata file of a table at a cut. */
  static String file(CutResult.Cut cut, SyncTable table) {
    return Objects.requireNonNull(cut.snapshots().get(table.target())).uri();
  }

  /** In READ COMMITTED, pg_lake can read the tables of a statement from different snapshots. */
  static long broken() throws SQLException {
    try (Connection session = TestSchema.newSessions().getConnection()) {
      session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return Long.parseLong(TestSchema.value(session, BROKEN));
    }
  }

  static List<String> heap() throws SQLException {
    return rows("orders", "lines");
  }

  static List<String> lake() throws SQLException {
    return rows("lake_orders", "lake_lines");
  }

  private static List<String> rows(String orders, String lines) throws SQLException {
    return TestSchema.rows(
        """
        SELECT 'order', id, total, 0 FROM core_it.%s
        UNION ALL SELECT 'line', id, order_id, amount FROM core_it.%s ORDER BY 1, 2
        """
            .formatted(orders, lines));
  }

  /**
   * Sessions that change orders and lines without a pause: in transactions of several statements,
   * some of which stay open for a while, some of which are rolled back.
   */
  static final class Writers implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicLong commits = new AtomicLong();
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    Writers(int count) {
      for (int i = 0; i < count; i++) {
        int number = i;
        Thread thread = new Thread(() -> write(number), "writer " + i);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
      gate.countDown();
    }

    long commits() {
      return commits.get();
    }

    private void write(int number) {
      try (Connection connection = TestSchema.newSessions().getConnection();
          Statement statement = connection.createStatement()) {
        gate.await();
        connection.setAutoCommit(false);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // Each writer has orders of its own, so that the writers do not wait for each other.
        int first = 1_000_000 * (number + 1);
        int last = first;
        while (!stopped) {
          int order = random.nextInt(first, last + 1);
          switch (random.nextInt(5)) {
            case 0 -> {
              last++;
              statement.execute("INSERT INTO core_it.orders VALUES (%d, 0)".formatted(last));
              order = last;
              addLines(statement, order, random.nextInt(1, 5));
            }
            case 1 -> addLines(statement, order, 1);
            case 2 ->
                statement.execute(
                    "UPDATE core_it.lines SET amount = amount + 1 WHERE order_id = " + order);
            case 3 -> statement.execute("DELETE FROM core_it.lines WHERE order_id = " + order);
            default -> {
              int other = random.nextInt(first, last + 1);
              statement.execute(
                  "UPDATE core_it.lines SET order_id = %d WHERE order_id = %d"
                      .formatted(other, order));
              total(statement, other);
            }
          }
          total(statement, order);
          if (random.nextInt(10) == 0) {
            // Keeps this transaction open while other sessions commit.
            statement.execute("SELECT pg_sleep(0.05)");
          }
          if (random.nextInt(10) == 0) {
            connection.rollback();
          } else {
            connection.commit();
            commits.incrementAndGet();
          }
        }
      } catch (SQLException | RuntimeException e) {
        failure = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Lines of an order that was rolled back or does not exist are removed again. */
    private static void addLines(Statement statement, int order, int count) throws SQLException {
      statement.execute(
          "INSERT INTO core_it.lines (order_id, amount) SELECT %d, i FROM generate_series(1, %d) AS i"
              .formatted(order, count));
    }

    private static void total(Statement statement, int order) throws SQLException {
      statement.execute(
          """
          UPDATE core_it.orders SET total =
            (SELECT coalesce(sum(amount), 0) FROM core_it.lines WHERE order_id = %1$d)
          WHERE id = %1$d;
          DELETE FROM core_it.lines WHERE order_id = %1$d
            AND NOT EXISTS (SELECT FROM core_it.orders WHERE id = %1$d)
          """
              .formatted(order));
    }

    @Override
    public void close() {
      stopped = true;
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new NotAppliedException(
              NotAppliedException.Retry.SENSIBLE, "interrupted while writers end", e);
        }
      }
      if (failure != null) {
        throw new AssertionError("a writer failed", failure);
      }
    }
  }
}
