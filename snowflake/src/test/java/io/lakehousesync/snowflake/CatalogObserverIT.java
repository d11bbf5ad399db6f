package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.snowflake.setup.Replacement;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.testkit.snowflake.Fault;
import io.lakehousesync.verify.CatalogStanding;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares what Snowflake serves with what is committed, and replaces tables that have diverged.
 */
@Execution(ExecutionMode.CONCURRENT)
class CatalogObserverIT {
  private static final String SCHEMA = "RETAIL.LAKE";

  private final SnowflakeAccount account = new SnowflakeAccount();
  private CatalogObserver observer;
  private SnowflakeRefresher refresher;

  @BeforeEach
  void setUp() throws SQLException {
    account.createIcebergTable();
    observer = CatalogObserver.of(account.dataSource(), SCHEMA);
    refresher = refresherOver(account.dataSource()).build();
    SnowflakeSetup.builder(
            SCHEMA,
            S3Location.of(
                SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/retail-lake"))
        .build()
        .apply(account.dataSource());
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  @Test
  void comparesServedWithCommitted() throws SQLException {
    MetadataLocation first = account.commit();
    assertThat(observer.status(account.table(), first).standing())
        .isEqualTo(CatalogStanding.MISSING);
    refresher.refresh(account.table(), first);
    assertThat(observer.status(account.table(), first).standing())
        .isEqualTo(CatalogStanding.CURRENT);
    account.commit();
    MetadataLocation third = account.commit();

    CatalogStatus behind = observer.status(account.table(), third);
    assertThat(behind.standing()).isEqualTo(CatalogStanding.BEHIND);
    assertThat(behind.versionsBehind()).isEqualTo(2);
    refresher.refresh(account.table(), third);

    CatalogStatus restored = observer.status(account.table(), first);
    assertThat(restored.standing()).isEqualTo(CatalogStanding.AHEAD);
    assertThat(restored).asString().contains("PostgreSQL does not know", third.fileName());
  }

  @Test
  void returnsTheHistoryLatestFirst() throws SQLException {
    MetadataLocation first = account.commit();
    refresher.refresh(account.table(), first);
    MetadataLocation second = account.commit();
    refresher.refresh(account.table(), second);

    List<RefreshEvent> history = observer.history(account.table());

    assertThat(history).hasSize(2);
    assertThat(history.get(0).metadataFile()).endsWith(second.fileName());
    assertThat(history.get(0).queryId()).isNotEmpty();
    assertThat(history.get(1).metadataFile()).endsWith(first.fileName());
  }

  @Test
  void replacesARecreatedTableWithItsGrants() throws SQLException {
    refresher.refresh(account.table(), account.commit());
    account.execute("CREATE ROLE ANALYST");
    account.execute("CREATE ROLE \"The Boss\"");
    account.execute("GRANT SELECT ON TABLE RETAIL.LAKE.ICEBERG_STORES TO ROLE ANALYST");
    account.execute("GRANT SELECT ON TABLE RETAIL.LAKE.ICEBERG_STORES TO ROLE \"The Boss\"");
    account.createIcebergTable();
    MetadataLocation anew = account.commit();
    assertThat(observer.status(account.table(), anew).standing())
        .isEqualTo(CatalogStanding.ANOTHER_TABLE);
    assertThatThrownBy(() -> refresher.refresh(account.table(), anew))
        .isInstanceOf(NotAppliedException.class);

    Replacement replacement = refresher.replace(account.table(), anew);

    assertThat(replacement.location()).isEqualTo(anew);
    assertThat(replacement.granted()).hasSize(2).allMatch(sql -> sql.startsWith("GRANT SELECT"));
    assertThat(replacement.notGranted()).isEmpty();
    assertThat(observer.status(account.table(), anew).standing())
        .isEqualTo(CatalogStanding.CURRENT);
    assertThat(account.values("SHOW GRANTS TO ROLE \"The Boss\"", "privilege")).contains("SELECT");
    MetadataLocation next = account.commit();
    assertThat(refresher.refresh(account.table(), next).served()).contains(next);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("others")
  void aReplacementReportsTheStateAfterEachOtherFault(Fault fault) throws SQLException {
    aFailedReplacementReportsTheStateAndTheGrants(fault);
  }

  @ParameterizedTest
  @MethodSource("quick")
  void aFailedReplacementReportsTheStateAndTheGrants(Fault fault) throws SQLException {
    MetadataLocation before = account.commit();
    account.execute("CREATE ROLE ANALYST");
    refresher.refresh(account.table(), before);
    for (String statement : List.of("SHOW GRANTS", "CREATE OR REPLACE", "GRANT", "SELECT SYSTEM")) {
      account.execute("GRANT SELECT ON TABLE RETAIL.LAKE.ICEBERG_STORES TO ROLE ANALYST");
      account.createIcebergTable();
      MetadataLocation anew = account.commit();
      account.strike(statement, fault);
      SnowflakeRefresher struck =
          refresherOver(account.impatient()).statementTimeout(Duration.ofSeconds(1)).build();
      Optional<Replacement> replacement = Optional.empty();
      Optional<LakehouseSyncException> failure = Optional.empty();
      try {
        replacement = Optional.of(struck.replace(account.table(), anew));
      } catch (LakehouseSyncException e) {
        failure = Optional.of(e);
      }
      account.heal(failure);

      CatalogStatus status = observer.status(account.table(), anew);
      if (replacement.isPresent()) {
        assertThat(replacement.get().granted().size() + replacement.get().notGranted().size())
            .isOne();
        assertThat(status.standing()).isEqualTo(CatalogStanding.CURRENT);
      } else if (failure.orElseThrow() instanceof NotAppliedException e) {
        assertThat(status.served()).as(e.getMessage()).contains(before);
      } else {
        assertThat(failure.orElseThrow())
            .hasMessageContaining("Its grants were: GRANT SELECT ON TABLE");
      }

      assertThat(refresher.replace(account.table(), anew).location()).isEqualTo(anew);
      assertThat(refresher.refresh(account.table(), anew))
          .isEqualTo(new RefreshResult.Unchanged(anew));
      before = anew;
    }
  }

  static List<Fault> quick() {
    return FaultKinds.quick();
  }

  static List<Fault> others() {
    return FaultKinds.others();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("others")
  void eachOtherFaultIsAnErrorAsWell(Fault fault) throws SQLException {
    anUnansweredQuestionIsAnError(fault);
  }

  @ParameterizedTest
  @MethodSource("quick")
  void anUnansweredQuestionIsAnError(Fault fault) throws SQLException {
    MetadataLocation served = account.commit();
    refresher.refresh(account.table(), served);
    MetadataLocation committed = account.commit();
    CatalogObserver struck = CatalogObserver.of(account.impatient(), SCHEMA, Duration.ofSeconds(1));
    account.strike("SELECT SYSTEM$GET", fault);
    account.strike("SELECT REFRESHED_ON", fault);

    if (FaultKinds.lasting().contains(fault)) {
      assertThatThrownBy(() -> struck.status(account.table(), committed))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining("Reading RETAIL.LAKE.ICEBERG_STORES in Snowflake failed");
      assertThatThrownBy(() -> struck.history(account.table()))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining("Reading RETAIL.LAKE.ICEBERG_STORES in Snowflake failed");
      account.heal();
    }
    assertThat(observer.status(account.table(), committed).served()).contains(served);
    assertThat(observer.history(account.table())).hasSize(1);
  }

  @Test
  void aReplacementNeedsVolumeAndIntegration() {
    SnowflakeRefresher withoutNames =
        SnowflakeRefresher.builder(account.dataSource())
            .storageBaseUrl(SnowflakeAccount.location())
            .schema(SCHEMA)
            .build();

    assertThatThrownBy(() -> withoutNames.replace(account.table(), account.committed()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("createMissing");
  }

  private static SnowflakeRefresher.Builder refresherOver(DataSource dataSource) {
    return SnowflakeRefresher.builder(dataSource)
        .storageBaseUrl(SnowflakeAccount.location())
        .schema(SCHEMA)
        .createMissing("LAKEHOUSE_SYNC_VOLUME", "LAKEHOUSE_SYNC_CATALOG");
  }
}
