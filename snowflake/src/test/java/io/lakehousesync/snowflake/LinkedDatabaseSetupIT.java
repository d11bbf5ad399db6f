package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.snowflake.setup.ManagedCatalog;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A database in which Snowflake discovers the tables of a Postgres instance. */
@Execution(ExecutionMode.CONCURRENT)
class LinkedDatabaseSetupIT {
  private final ManagedAccount managed = new ManagedAccount();
  private final SnowflakeAccount account = managed.account();
  private final SnowflakeSetup setup =
      SnowflakeSetup.linked(
          "RETAIL_LINKED", ManagedAccount.catalog(account), List.of(account.table()));

  @BeforeEach
  void createInstance() throws SQLException {
    managed.createInstance();
  }

  @AfterEach
  void close() throws SQLException {
    managed.close();
  }

  @Test
  void discoversTheTablesAndServesWhatIsCommitted() throws SQLException {
    String discovered =
        "RETAIL_LINKED.\"%s\".\"iceberg_stores\"".formatted(account.table().target().schema());
    SyncTable table = account.table().catalogName(discovered);
    managed.letTimePass();
    setup.apply(account.dataSource());
    MetadataLocation committed = account.commit();

    AutoRefreshObserver observer =
        AutoRefreshObserver.builder(account.dataSource())
            .checkInterval(Duration.ofMillis(50))
            .build();

    assertThat(observer.refresh(table, committed).served()).contains(committed);
    assertThat(account.value("SELECT COUNT(*) FROM " + discovered)).isEqualTo("1");
  }

  @Test
  void appliesTheSetUpOnceAndDropsIt() {
    managed.letTimePass();
    setup.apply(account.dataSource());
    int statements = account.snowflake().statements().size();

    assertThat(setup.apply(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    assertThat(account.changesSince(statements)).isEmpty();
    setup.drop(account.dataSource());
    assertThat(setup.check(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.MISSING));
  }

  @Test
  void doesNotChangeADatabaseThatIsLinkedElsewhere() throws SQLException {
    ManagedCatalog catalog = ManagedAccount.catalog(account);
    SnowflakeSetup.linked(
            "RETAIL_LINKED",
            new ManagedCatalog(
                "OTHER_CATALOG",
                catalog.postgresInstance(),
                catalog.postgresDatabase(),
                catalog.postgresSchema(),
                catalog.refreshInterval()),
            List.of())
        .apply(account.dataSource());

    assertThatThrownBy(() -> setup.apply(account.dataSource()))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("it is linked to OTHER_CATALOG, not to PG_CATALOG");
  }

  @Test
  void doesNotChangeADatabaseThatIsNotLinked() throws SQLException {
    account.execute("CREATE DATABASE RETAIL_LINKED");

    assertThatThrownBy(() -> setup.apply(account.dataSource()))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("linked database RETAIL_LINKED", "not a catalog-linked database");
  }
}
