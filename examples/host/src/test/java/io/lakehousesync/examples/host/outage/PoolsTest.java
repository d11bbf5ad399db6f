package io.lakehousesync.examples.host.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.UserException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(60)
class PoolsTest {
  private final Outages outages =
      new Outages(new Output(new PrintStream(new ByteArrayOutputStream(), true), false));

  @Test
  void aPoolHasOneMoreConnectionForAProbe() {
    assertThat(size(Pools.reportingWithProbe(outages), "postgres")).isEqualTo(4);
    assertThat(size(Pools.reportingWithProbe(outages), "snowflake")).isEqualTo(3);
    assertThat(size(Pools.reporting(outages), "postgres")).isEqualTo(3);
    assertThat(size(new Pools(), "postgres")).isEqualTo(3);
  }

  @Test
  void aSilentServerOtherThanPostgresIsOneErrorInTime() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    PGSimpleDataSource silent =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            try {
              answer.await();
            } catch (InterruptedException e) {
              throw new SQLException(e);
            }
            return connection(closed);
          }
        };

    assertThatThrownBy(() -> new Pools(Duration.ofSeconds(1)).pool("snowflake", silent, 1))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "snowflake cannot be reached: there is no answer from Snowflake within 1 s. Check"
                + " snowflake.url, and that the server is up.");

    answer.countDown();
    assertThat(closed.await(30, TimeUnit.SECONDS)).as("the late connection is closed").isTrue();
  }

  private static int size(Pools pools, String name) {
    PGSimpleDataSource logins =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() {
            return connection(new CountDownLatch(1));
          }
        };
    try (HikariDataSource pool = pools.pool(name, logins, 3)) {
      return pool.getMaximumPoolSize();
    }
  }

  /** A connection that a pool accepts as valid. Counts down when it is closed. */
  private static Connection connection(CountDownLatch closed) {
    return (Connection)
        Proxy.newProxyInstance(
            PoolsTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                closed.countDown();
              }
              Class<?> type = method.getReturnType();
              if (type == boolean.class) {
                return true;
              }
              return type == int.class ? 0 : null;
            });
  }
}
