package io.lakehousesync.examples.host.outage;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.examples.cli.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

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

  private static int size(Pools pools, String name) {
    PGSimpleDataSource logins =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() {
            return connection();
          }
        };
    try (HikariDataSource pool = pools.pool(name, logins, 3)) {
      return pool.getMaximumPoolSize();
    }
  }

  /** A connection that a pool accepts as valid. */
  private static Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            PoolsTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              Class<?> type = method.getReturnType();
              if (type == boolean.class) {
                return true;
              }
              return type == int.class ? 0 : null;
            });
  }
}
