package io.lakehousesync.examples.spring;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.testkit.TestLakehouse;
import io.lakehousesync.testkit.junit.LakehouseTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the application with its own configuration, and the services of the testkit. */
@LakehouseTest
@Timeout(180)
class OrdersApplicationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ROWS = "SELECT count(*) AS \"ROWS\" FROM iceberg_orders";

  private final TestLakehouse lakehouse;

  OrdersApplicationIT(TestLakehouse lakehouse) {
    this.lakehouse = lakehouse;
  }

  @Test
  void ordersArriveInSnowflakeAndNoneIsLostByARestart() throws Exception {
    try (ConfigurableApplicationContext application = start()) {
      Orders orders = application.getBean(Orders.class);
      orders.place("Ada", new BigDecimal("12.50"));
      orders.place("Grace", new BigDecimal("7.25"));
      // The first refresh creates the table.
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(SQLException.class)
          .untilAsserted(() -> assertThat(rowsInSnowflake()).isEqualTo(2));

      assertThat(
              lakehouse.querySnowflake("SELECT customer, amount FROM iceberg_orders ORDER BY id"))
          .isEqualTo(
              List.of(
                  Map.of("CUSTOMER", "Ada", "AMOUNT", new BigDecimal("12.50")),
                  Map.of("CUSTOMER", "Grace", "AMOUNT", new BigDecimal("7.25"))));
      assertThat(rows("iceberg_orders")).isEqualTo(2);
      assertHealthAndMeters(application);
      closeWhileOrdersArrive(application);
    }
    assertThat(rows("iceberg_orders")).isLessThan(rows("orders"));

    try (ConfigurableApplicationContext again = start()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(rowsInSnowflake()).isEqualTo(rows("orders")));
      assertThat(rows("iceberg_orders")).isEqualTo(rows("orders"));
      assertThat(again.isActive()).isTrue();
    }
  }

  private static void assertHealthAndMeters(ConfigurableApplicationContext application) {
    HealthEndpoint health = application.getBean(HealthEndpoint.class);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(health.healthForPath("lakehouse"))
                    .extracting(HealthDescriptor::getStatus)
                    .isEqualTo(Status.UP));
    MeterRegistry registry = application.getBean(MeterRegistry.class);
    assertThat(registry.get("lakehouse.sync.rows").counter().count()).isEqualTo(2);
    assertThat(registry.get("lakehouse.sync.health").gauge().value()).isZero();
  }

  /** Closes the application while another program places orders. */
  private void closeWhileOrdersArrive(ConfigurableApplicationContext application) throws Exception {
    MeterRegistry registry = application.getBean(MeterRegistry.class);
    AtomicBoolean closed = new AtomicBoolean();
    CompletableFuture<Void> placing =
        CompletableFuture.runAsync(
            () -> {
              while (!closed.get()) {
                placeAnOrder();
              }
            });
    await()
        .atMost(PATIENCE)
        .until(() -> registry.get("lakehouse.sync.rows").counter().count() > 100);

    long began = System.nanoTime();
    application.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
    closed.set(true);
    placing.get(30, SECONDS);
  }

  private void placeAnOrder() {
    try {
      lakehouse.execute("INSERT INTO orders (customer, amount) VALUES ('Edsger', 1)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private ConfigurableApplicationContext start() {
    Properties account = lakehouse.account().connectionProperties();
    return new SpringApplicationBuilder(OrdersApplication.class)
        .bannerMode(Banner.Mode.OFF)
        .logStartupInfo(false)
        .run(
            "--POSTGRES_URL=" + lakehouse.database().jdbcUrl(),
            "--POSTGRES_USER=" + lakehouse.database().user(),
            "--POSTGRES_PASSWORD=" + lakehouse.database().password(),
            "--SNOWFLAKE_URL=" + lakehouse.account().jdbcUrl(),
            "--SNOWFLAKE_USER=" + account.getProperty("user"),
            "--SNOWFLAKE_PASSWORD=" + account.getProperty("password"));
  }

  private long rowsInSnowflake() throws SQLException {
    Object rows = lakehouse.querySnowflake(ROWS).get(0).get("ROWS");
    return Long.parseLong(String.valueOf(rows));
  }

  private long rows(String table) throws SQLException {
    try (Connection connection = lakehouse.postgres().getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
      count.next();
      return count.getLong(1);
    }
  }
}
