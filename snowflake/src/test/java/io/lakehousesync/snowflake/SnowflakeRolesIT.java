package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.snowflake.setup.SetupResult;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.snowflake.setup.SetupStep;
import io.lakehousesync.snowflake.setup.SnowflakeRoles;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.CatalogColumn;
import io.lakehousesync.verify.KeyRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each role does its work with the grants of the set-up's script, and needs all of them. */
class SnowflakeRolesIT {
  private static final String SCHEMA = "RETAIL.LAKE";
  private static final SnowflakeRoles ROLES =
      new SnowflakeRoles("R_SETUP", "R_REFRESH", "R_VERIFY", "R_READ");

  private final SnowflakeAccount account = new SnowflakeAccount();

  @BeforeEach
  void createIcebergTable() throws SQLException {
    account.createIcebergTable();
    account.commit();
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  @Test
  void theScriptEndsWithTheGrantsOfTheRoles() {
    assertThat(setup().script(ROLES))
        .endsWith(
            """
            -- privileges of role R_READ, which reads the tables
            CREATE ROLE IF NOT EXISTS "R_READ";
            GRANT USAGE ON DATABASE "RETAIL" TO ROLE "R_READ";
            GRANT USAGE ON SCHEMA "RETAIL"."LAKE" TO ROLE "R_READ";
            GRANT USAGE ON WAREHOUSE "COMPUTE_WH" TO ROLE "R_READ";
            GRANT SELECT ON TABLE "RETAIL"."LAKE"."ICEBERG_STORES" TO ROLE "R_READ";
            """);
  }

  @Test
  void aRoleSetsUpWithTheseGrantsAndNotWithFewer() throws SQLException {
    List<String> grants = grants(0);
    grant(ROLES.setUp(), grants);
    for (String privilege : grants.subList(1, grants.size())) {
      revoke(privilege);
      assertThatThrownBy(() -> setup().apply(account.dataSource(ROLES.setUp())))
          .as(privilege)
          .hasMessageContaining("003001");
      account.execute(privilege);
    }

    setup().apply(account.dataSource(ROLES.setUp()));

    assertThat(setup().check(account.dataSource(ROLES.setUp())))
        .extracting(SetupResult::state)
        .containsOnly(State.PRESENT);
    assertThat(setup().drop(account.dataSource(ROLES.setUp())))
        .extracting(SetupResult::state)
        .containsOnly(State.DROPPED);
  }

  @Test
  void aRoleRefreshesWithTheseGrantsAndNotWithFewer() throws SQLException {
    setup().apply(account.dataSource());
    List<String> grants = grants(1);
    grant(ROLES.refresh(), grants);
    for (String privilege : grants.subList(1, grants.size())) {
      revoke(privilege);
      MetadataLocation next = account.commit();
      assertThatThrownBy(() -> refresher(ROLES.refresh()).refresh(account.table(), next))
          .as(privilege)
          .hasMessageContaining("ICEBERG_STORES");
      account.execute(privilege);
    }

    MetadataLocation next = account.commit();

    assertThat(refresher(ROLES.refresh()).refresh(account.table(), next).served()).contains(next);
    assertThat(
            CatalogObserver.of(account.dataSource(ROLES.refresh()), SCHEMA)
                .history(account.table()))
        .isNotEmpty();
  }

  @Test
  void aRoleVerifiesWithTheseGrantsAndNotWithFewer() throws SQLException {
    setup().apply(account.dataSource());
    grant(ROLES.refresh(), grants(1));
    grant(ROLES.verify(), grants(2));

    verify();

    for (String privilege : needed(grants(2))) {
      revoke(privilege);
      assertThatThrownBy(this::verify).as(privilege).hasMessageContaining("ICEBERG_STORES");
      account.execute(privilege);
    }
  }

  @Test
  void aRoleReadsWithTheseGrantsAndNotWithFewer() throws SQLException {
    setup().apply(account.dataSource());
    grant(ROLES.refresh(), grants(1));
    grant(ROLES.read(), grants(3));
    ThrowingCallable read =
        () ->
            execute(
                account.dataSource(ROLES.read()),
                "SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES");

    assertThat(account.committed()).isNotNull();
    execute(account.dataSource(ROLES.read()), "SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES");

    for (String privilege : needed(grants(3))) {
      revoke(privilege);
      assertThatThrownBy(read)
          .as(privilege)
          .hasMessageContaining("does not exist or not authorized");
      account.execute(privilege);
    }
    assertThatThrownBy(() -> refresher(ROLES.read()).refresh(account.table(), account.commit()))
        .hasMessageContaining("Insufficient privileges");
  }

  private void verify() {
    SyncTable table = account.table();
    SnowflakeCatalogReader reader =
        SnowflakeCatalogReader.of(account.dataSource(ROLES.verify()), SCHEMA);
    List<CatalogColumn> columns = List.of(new CatalogColumn("id", CatalogColumn.Kind.WHOLE));
    assertThat(reader.served(table)).as("the served file of ICEBERG_STORES").isPresent();
    assertThat(reader.checksums(table, columns, columns, List.of(KeyRange.ALL)).get(0).rows())
        .isEqualTo(1);
  }

  /** The stand-in has no warehouses, so it does not miss the privilege on a warehouse. */
  private static List<String> needed(List<String> grants) {
    return grants.subList(1, grants.size()).stream()
        .filter(sql -> !sql.contains(" ON WAREHOUSE "))
        .toList();
  }

  private void grant(String role, List<String> grants) throws SQLException {
    for (String sql : grants) {
      account.execute(sql);
    }
    account.execute("GRANT ROLE %s TO USER SYNC".formatted(role));
  }

  private void revoke(String grant) throws SQLException {
    account.execute(
        grant.startsWith("GRANT OWNERSHIP")
            ? grant.replaceFirst("TO ROLE \"\\w+\"", "TO ROLE ACCOUNTADMIN")
            : grant.replaceFirst("GRANT", "REVOKE").replaceFirst(" TO ROLE ", " FROM ROLE "));
  }

  private List<String> grants(int role) {
    SetupStep step = setup().grants(ROLES).get(role);
    return step.statements();
  }

  private SnowflakeSetup setup() {
    return SnowflakeSetup.builder(
            SCHEMA,
            S3Location.of(SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/lake"))
        .table(account.table(), account.committed())
        .build()
        .withWarehouse("COMPUTE_WH");
  }

  private SnowflakeRefresher refresher(String role) {
    return SnowflakeRefresher.builder(account.dataSource(role))
        .storageBaseUrl(SnowflakeAccount.location())
        .schema(SCHEMA)
        .build();
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
