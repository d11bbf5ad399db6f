package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration keys of Snowflake. */
class SnowflakeConfigurationTest {
  private static final String COMMON =
      "postgres.url=jdbc:postgresql://localhost/shop; table.orders.target=iceberg_orders"
          + "; snowflake.url=jdbc:snowflake://a.snowflakecomputing.com/; snowflake.user=SYNC"
          + "; snowflake.password=s3cret; snowflake.database=RETAIL; snowflake.schema=LAKE";
  private static final String PUSHED =
      COMMON + "; refresher=snowflake; snowflake.storage-base-url=s3://lake/";
  private static final String MANAGED = COMMON + "; refresher=snowflake-postgres";

  @Test
  void refreshesByPath() {
    try (ConfiguredSync parts = of(PUSHED).build()) {
      assertThat(parts.refresher()).isInstanceOf(SnowflakeRefresher.class);
    }
  }

  @Test
  void observesTablesThatSnowflakeRefreshesItself() {
    try (ConfiguredSync parts = of(MANAGED).build()) {
      assertThat(parts.refresher()).isInstanceOf(AutoRefreshObserver.class);
    }
  }

  @Test
  void theConnectionsShowNoSecret() {
    assertThat(SnowflakeConfiguration.of(of(PUSHED).settings()).connections())
        .hasToString(
            "SnowflakeConnections[url=jdbc:snowflake://a.snowflakecomputing.com/,"
                + " authentication=password]");
    assertThat(of(PUSHED).toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:snowflake://a.snowflakecomputing.com/?user=SYNC&password=hunter2 | jdbc:snowflake://a.snowflakecomputing.com/?(hidden)",
        "jdbc:snowflake://SYNC:hun/ter2@a.snowflakecomputing.com/ | jdbc:snowflake://(hidden)@a.snowflakecomputing.com/",
        "jdbc:snowflake://SYNC:hun?ter2@a.snowflakecomputing.com/ | jdbc:snowflake://(hidden)",
      })
  void theConnectionsShowNoSecretOfTheUrl(String url, String shown) {
    assertThat(SnowflakeConnections.forUrl(url).password("SYNC", "s3cret").build())
        .hasToString("SnowflakeConnections[url=%s, authentication=password]".formatted(shown));
    assertThat(of(PUSHED + "; snowflake.url=" + url).toString())
        .contains("snowflake.url=" + shown + ",")
        .doesNotContain("hun", "ter2");
  }

  /** DriverManager's message contains the URL. */
  @Test
  void aMissingDriverIsReportedWithoutTheUrl() throws SQLException {
    String url = "jdbc:snowflake://a.snowflakecomputing.com/?passcode=hunter2";
    Driver driver = DriverManager.getDriver(url);
    DriverManager.deregisterDriver(driver);
    try {
      assertThatThrownBy(
              SnowflakeConnections.forUrl(url).password("SYNC", "s3cret").build()::getConnection)
          .isInstanceOf(SQLException.class)
          .hasMessageStartingWith("The Snowflake driver is missing")
          .hasNoCause();
    } finally {
      DriverManager.registerDriver(driver);
    }
  }

  @Test
  void anAccountThatIsAUrlIsRefusedWithoutItsSecret() {
    assertThatThrownBy(() -> SnowflakeConnections.forAccount("a.example?password=hunter2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not an account identifier")
        .hasMessageNotContainingAny("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {PUSHED, MANAGED})
  void twoTablesWithOneNameInSnowflakeAreRefused(String configuration) {
    SyncConfiguration two =
        of(
            configuration
                + "; table.orders.target=shop.orders"
                + "; table.old.source=archive.orders; table.old.target=lake.Orders"
                + "; table.other.source=other.orders; table.other.target=lake_2.orders"
                + "; table.other.catalog-name=OTHER_ORDERS");

    assertThatThrownBy(two::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "public.orders -> shop.orders and archive.orders -> lake.orders are both the table"
                + " RETAIL.LAKE.ORDERS in Snowflake. Give one of them another name there, with"
                + " catalogName (in a configuration: table.<name>.catalog-name).");
  }

  @Test
  void aNameThatSnowflakeCannotReadIsRefused() {
    SyncConfiguration wrong = of(PUSHED + "; table.orders.catalog-name=a b");

    assertThatThrownBy(wrong::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "public.orders -> public.iceberg_orders: 'a b' is not a Snowflake name: write TABLE");
  }

  @Test
  void theSetUpNeedsTheRole() {
    SyncConfiguration without = of(PUSHED);
    SyncConfiguration with =
        of(
            PUSHED
                + "; snowflake.external-volume=V; snowflake.catalog-integration=C"
                + "; snowflake.aws-role-arn=arn:aws:iam::012345678910:role/lake");

    assertThat(
            SnowflakeConfiguration.of(without.settings())
                .setup(without.tables().values(), Map.of()))
        .isEmpty();
    assertThat(
            SnowflakeConfiguration.of(with.settings())
                .setup(with.tables().values(), Map.of())
                .orElseThrow()
                .steps())
        .extracting(SetupStep::title)
        .containsExactly(
            "database RETAIL",
            "schema RETAIL.LAKE",
            "external volume V",
            "verification of external volume V",
            "catalog integration C",
            "Iceberg table RETAIL.LAKE.ICEBERG_ORDERS");
  }

  @Test
  void theManagedSetUpNeedsTheInstance() {
    SyncConfiguration configuration =
        of(MANAGED + "; snowflake.catalog-integration=C; snowflake.postgres-instance=pg");

    assertThat(
            SnowflakeConfiguration.of(configuration.settings())
                .setup(configuration.tables().values(), Map.of())
                .orElseThrow()
                .script())
        .contains("POSTGRES_INSTANCE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "snowflake.url= | snowflake.url is missing: set it to a URL such as jdbc:snowflake://account.snowflakecomputing.com/.",
        "snowflake.url=https://a | snowflake.url=https://a: must be a URL such as jdbc:snowflake://account.snowflakecomputing.com/.",
        "snowflake.user= | snowflake.user is missing: set it to a text.",
        "snowflake.schema= | snowflake.schema is missing: set it to a name such as NAME, or \"Name\" if case matters.",
        "snowflake.database=A.B | snowflake.database=A.B: must be a name such as NAME, or \"Name\" if case matters.",
        "snowflake.storage-base-url= | snowflake.storage-base-url is missing: set it to a URL such as s3://bucket/ or s3://bucket/prefix/.",
        "snowflake.storage-base-url=lake | snowflake.storage-base-url=lake: must be a URL such as s3://bucket/ or s3://bucket/prefix/.",
        "snowflake.password= | There must be one way to log in to Snowflake, but there is none: set one of snowflake.password, snowflake.private-key-file, snowflake.token.",
        "snowflake.token=t0k3n | There must be one way to log in to Snowflake, but there is snowflake.password and snowflake.token: set one of snowflake.password, snowflake.private-key-file, snowflake.token.",
        "snowflake.private-key-passphrase=x | snowflake.private-key-passphrase has no effect without snowflake.private-key-file: leave it out.",
        "snowflake.external-volume=V | snowflake.external-volume and snowflake.catalog-integration belong together: set both, or neither.",
        "snowflake.aws-external-id=x | snowflake.aws-external-id has no effect without snowflake.aws-role-arn: leave it out.",
        "snowflake.aws-role-arn=lake | snowflake.aws-role-arn: 'lake' is not the ARN of a role.",
        "snowflake.passwort=s3cret | snowflake.passwort: there is no such key. Did you mean snowflake.password?",
        "snowflake.statement-timeout=0s | snowflake.statement-timeout=0s: must be a positive duration such as 10s, 500ms, 2m or PT10S.",
        "snowflake.statement-timeout=500ms | snowflake.statement-timeout=PT0.5S: must be a second or more.",
        "snowflake.statement-timeout=long | snowflake.statement-timeout=long: must be a positive duration such as 10s, 500ms, 2m or PT10S.",
        "snowflake.postgres-instance=pg | snowflake.postgres-instance has no effect with locator=iceberg-tables and refresher=snowflake: remove it, or set refresher=snowflake-postgres.",
      })
  void aMistakeIsReportedWithItsRemedy(String change, String problem) {
    assertThatThrownBy(() -> of(PUSHED + ";" + change))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(problem)
        .hasMessageNotContainingAny("s3cret", "t0k3n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "snowflake.postgres-instance=pg | snowflake.postgres-instance and snowflake.catalog-integration belong together: set both, or neither.",
        "snowflake.refresh-interval=5s | snowflake.refresh-interval=PT5S: must be 30 seconds to a day.",
        "snowflake.storage-base-url=s3://lake/ | snowflake.storage-base-url has no effect with locator=iceberg-tables and refresher=snowflake-postgres: remove it, or set refresher=snowflake.",
      })
  void aMistakeWithManagedStorageIsReportedWithItsRemedy(String change, String problem) {
    assertThatThrownBy(() -> of(MANAGED + ";" + change)).hasMessage(problem);
  }

  @Test
  void keysWithoutTheRefresherHaveNoEffect() {
    assertThatThrownBy(
            () ->
                of(
                    "postgres.url=jdbc:postgresql:shop; table.t.target=it"
                        + "; snowflake.user=SYNC"))
        .hasMessage(
            "snowflake.user has no effect with locator=iceberg-tables and refresher=none: remove"
                + " it, or set refresher=snowflake or refresher=snowflake-postgres.");
  }

  private static SyncConfiguration of(String text) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String line : text.split(";", -1)) {
      String[] pair = line.strip().split("=", 2);
      properties.put(pair[0], pair[1]);
    }
    return SyncConfiguration.reader().environment(Map.of()).of(properties);
  }
}
