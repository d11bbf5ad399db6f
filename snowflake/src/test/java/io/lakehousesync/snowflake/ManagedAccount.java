package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.snowflake.setup.ManagedCatalog;
import io.lakehousesync.testkit.snowflake.AutoRefreshState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An account over the catalog of a Postgres instance, with a table that refreshes by itself. */
final class ManagedAccount implements AutoCloseable {
  private static final String NAME = "RETAIL.LAKE.ICEBERG_STORES";

  private final SnowflakeAccount account = new SnowflakeAccount();
  private final ScheduledExecutorService snowflakesTime =
      Executors.newSingleThreadScheduledExecutor();
  private @Nullable Future<?> time;

  SnowflakeAccount account() {
    return account;
  }

  /** Creates the instance, and applies {@link #setup()}. */
  void setUp() throws SQLException {
    createInstance();
    setup().apply(account.dataSource());
  }

  void createInstance() throws SQLException {
    account.createIcebergTable();
    account.execute(
        "CREATE POSTGRES INSTANCE RETAIL_TXNS COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
            + " AUTHENTICATION_AUTHORITY = POSTGRES");
    account.wait(Duration.ofHours(1));
  }

  SnowflakeSetup setup() {
    return SnowflakeSetup.managed("RETAIL.LAKE", catalog(account), List.of(account.table()));
  }

  static ManagedCatalog catalog(SnowflakeAccount account) {
    return new ManagedCatalog(
        "PG_CATALOG",
        "RETAIL_TXNS",
        "postgres",
        account.table().target().schema(),
        Duration.ofSeconds(60));
  }

  void setState(AutoRefreshState state) {
    account.snowflake().setAutoRefreshState(NAME, state);
  }

  /** Lets a minute pass every tenth of a second. Snowflake checks every 30 seconds or more. */
  void letTimePass() {
    time =
        snowflakesTime.scheduleAtFixedRate(
            () -> account.pass(Duration.ofMinutes(1)), 100, 100, TimeUnit.MILLISECONDS);
  }

  void stopTime() {
    if (time != null) {
      // A task that is done before it is cancelled has failed.
      assertThat(time.isDone()).isFalse();
      time.cancel(false);
      time = null;
      // A minute that is passing could still serve what the test commits next.
      CompletableFuture.runAsync(() -> {}, snowflakesTime).join();
    }
  }

  /** Returns what readers see, with a statement that no refresh sends. */
  String rows() throws SQLException {
    return account.value("SELECT COUNT(*) FROM " + NAME);
  }

  @Override
  public void close() throws SQLException {
    stopTime();
    snowflakesTime.shutdown();
    try {
      assertThat(snowflakesTime.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    account.close();
  }
}
