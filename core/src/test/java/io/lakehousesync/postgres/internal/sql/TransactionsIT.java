package io.lakehousesync.postgres.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.TestSchema;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TransactionsIT {
  @Test
  void failureToCloseDoesNotAffectTheCommit() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int)");

    int rows =
        new Transactions(unclosable(TestSchema.postgres()))
            .run("A test", connection -> insert(connection));

    assertThat(rows).isEqualTo(1);
    assertThat(TestSchema.rows("SELECT id FROM core_it.t")).isEqualTo(List.of("1"));
  }

  @Test
  void timeoutOfTheHostForTransactionsIsNamed() {
    Transactions limited =
        new Transactions(TestSchema.postgres("SET transaction_timeout = '200ms'"));

    assertThatThrownBy(() -> limited.run("A test", connection -> wait(connection)))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
        .hasMessage(
            "A test failed: FATAL: terminating connection due to transaction timeout (SQLSTATE"
                + " 25P04). Nothing was committed. Raise transaction_timeout for this role, or make"
                + " batches smaller (batchRows, batchBytes).");
  }

  /** pg_lake needs PostgreSQL's worker processes for its writes. */
  @Test
  void copiesUseNoParallelWorkers() {
    String setting = "SHOW max_parallel_workers_per_gather";

    String ofCopies =
        Transactions.ofCopies(TestSchema.postgres())
            .run("A test", connection -> Queries.value(connection, setting).orElseThrow());
    String ofOthers =
        new Transactions(TestSchema.postgres())
            .run("A test", connection -> Queries.value(connection, setting).orElseThrow());

    assertThat(ofCopies).isEqualTo("0");
    assertThat(ofOthers).isNotEqualTo("0");
  }

  private static boolean wait(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.execute("SELECT pg_sleep(60)");
    }
  }

  private static int insert(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate("INSERT INTO core_it.t VALUES (1)");
    }
  }

  private static DataSource unclosable(DataSource delegate) {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> unclosable((Connection) method.invoke(delegate, arguments)));
  }

  private static Connection unclosable(Connection delegate) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          Object result = method.invoke(delegate, arguments);
          if (method.getName().equals("close")) {
            throw new SQLException("not closed");
          }
          return result;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            TransactionsIT.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
