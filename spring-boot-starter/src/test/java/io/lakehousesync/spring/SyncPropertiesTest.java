package io.lakehousesync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.config.SyncConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SyncPropertiesTest {
  @Test
  void namesHaveTheFormsOfSpring() {
    assertThat(
            properties(
                Map.of(
                    "lakehouse.sync.close-timeout", "5s",
                    "lakehouse.sync.batchRows", 1000,
                    "lakehouse.snowflake.STORAGE_BASE_URL", "s3://lake/",
                    "lakehouse.table.store_items.freshnessTarget", "1m",
                    "lakehouse.table.app.stores.target", "app.iceberg_stores",
                    "lakehouse.group.sales.tables", "store_items,app.stores",
                    "lakehouse.table[app.\"Odd\"].target", "app.odd")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "sync.close-timeout", "5s",
                "sync.batch-rows", "1000",
                "snowflake.storage-base-url", "s3://lake/",
                "table.store_items.freshness-target", "1m",
                "table.app.stores.target", "app.iceberg_stores",
                "group.sales.tables", "store_items,app.stores",
                "table.app.\"Odd\".target", "app.odd"));
  }

  @Test
  void aListIsJoinedByCommas() {
    assertThat(
            properties(
                Map.of(
                    "lakehouse.tables.include[0]", "app.*",
                    "lakehouse.tables.include[1]", "shop.*",
                    "lakehouse.table.orders.key[0]", "region",
                    "lakehouse.table.orders.key[1]", "id")))
        .isEqualTo(Map.of("tables.include", "app.*,shop.*", "table.orders.key", "region,id"));
  }

  @Test
  void offIsReadAlsoAsTheBooleanThatYamlMakesOfIt() {
    assertThat(properties(Map.of("lakehouse.maintenance", false)))
        .isEqualTo(Map.of("maintenance", "off"));
    assertThat(properties(Map.of("lakehouse.s3.path-style", false)))
        .isEqualTo(Map.of("s3.path-style", "false"));
  }

  @Test
  void placeholdersAreReplacedOnce() {
    assertThat(properties(Map.of("lakehouse.postgres.password", "${secret}", "secret", "a${b")))
        .isEqualTo(Map.of("postgres.password", "a${b"));
  }

  @Test
  void unknownNamesStayForTheMessageOfTheConfiguration() {
    assertThat(properties(Map.of("lakehouse.sync.intervall", "5s")))
        .isEqualTo(Map.of("sync.intervall", "5s"));
  }

  @Test
  void keysOfTheStarterAreNotKeysOfTheConfiguration() {
    assertThat(
            properties(
                Map.of(
                    "lakehouse.autoStart", "false",
                    "lakehouse.data-source", "lake",
                    "lakehouse.enabled", "true",
                    "lakehouse.set-up-on-start", "true")))
        .isEmpty();
  }

  @Test
  void variablesAndSystemPropertiesOverrideFilesAndMayBelongToOtherPrograms() {
    StandardEnvironment environment = environment(Map.of("lakehouse.sync.interval", "5s"));
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of(
                    "LAKEHOUSE_SYNC_INTERVAL", "7s",
                    "LAKEHOUSE_SYNC_CLOSETIMEOUT", "9s",
                    "LAKEHOUSE_TABLE_ORDERS_TARGET", "iceberg_orders",
                    "LAKEHOUSE_HOME", "/opt/lakehouse")));
    environment
        .getPropertySources()
        .replace(
            "systemProperties",
            new MapPropertySource(
                "systemProperties",
                Map.of("lakehouse.binaries", "target/postgresql", "lakehouse.locator", "mine")));

    assertThat(read(environment))
        .isEqualTo(
            Map.of(
                "sync.interval", "7s",
                "sync.close-timeout", "9s",
                "locator", "mine",
                "table.orders.target", "iceberg_orders"));
  }

  private static Map<String, String> properties(Map<String, Object> properties) {
    return read(environment(properties));
  }

  private static StandardEnvironment environment(Map<String, Object> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().remove("systemEnvironment");
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    return environment;
  }

  private static Map<String, String> read(StandardEnvironment environment) {
    return new SyncProperties(SyncConfiguration.keys()).read(environment);
  }
}
