package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.DivergedException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.refresh.CatalogTable;
import io.lakehousesync.snowflake.internal.refresh.RefreshGuard;
import io.lakehousesync.snowflake.internal.refresh.SnowflakeClient;
import io.lakehousesync.snowflake.internal.refresh.TableStorage;
import io.lakehousesync.snowflake.internal.sql.NotSentException;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import io.lakehousesync.snowflake.internal.sql.UnansweredException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decisions of the refresher, over a client whose failures the test chooses. */
class SnowflakeRefresherTest {
  private static final SyncTable TABLE = SyncTable.of("stores", "iceberg_stores");
  private static final MetadataLocation OLD = location("00001-a");
  private static final MetadataLocation NEW = location("00002-b");
  private static final MetadataLocation NEWER = location("00003-c");
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final FakeClient client = new FakeClient();
  private final SettableClock clock = new SettableClock();
  private final SnowflakeRefresher refresher = refresher(null);

  @Test
  void aSyncWithTwoTablesOfOneNameInSnowflakeIsNotBuilt() {
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(new NoSource())
            .locator(tables -> Map.of())
            .refresher(refresher)
            .table(SyncTable.of("stores", "iceberg_stores"))
            .table(SyncTable.of("archive.stores", "archive.iceberg_stores"));

    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "public.stores -> public.iceberg_stores",
            "archive.stores -> archive.iceberg_stores",
            "RETAIL.LAKE.ICEBERG_STORES",
            "catalogName");
  }

  @Test
  void refreshesAndReadsBack() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);

    RefreshResult result = refresher.refresh(TABLE, NEW);

    assertThat(result)
        .isEqualTo(RefreshResult.refreshed(NEW).withReference("query-1").withTag("tag"));
    assertThat(client.calls)
        .containsExactly(
            "served RETAIL.LAKE.ICEBERG_STORES",
            "refresh RETAIL.LAKE.ICEBERG_STORES a/metadata/00002-b.metadata.json",
            "served RETAIL.LAKE.ICEBERG_STORES");
  }

  @Test
  void asksFirstAndDoesNotRefreshAnUnchangedTable() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", NEW);

    assertThat(refresher.refresh(TABLE, NEW)).isEqualTo(new RefreshResult.Unchanged(NEW));
    assertThat(client.calls).containsExactly("served RETAIL.LAKE.ICEBERG_STORES");
  }

  @Test
  void aKnownTableCostsTwoStatementsIfChangedAndNoneIfNot() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    refresher.refresh(TABLE, OLD);
    client.calls.clear();

    refresher.refresh(TABLE, OLD);
    assertThat(client.calls).isEmpty();

    refresher.refresh(TABLE, NEW);
    assertThat(client.calls).hasSize(2);
  }

  @Test
  void readsBackAfterALostAnswer() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    client.afterRefresh.add(new SQLException("network", "08006", 200015));

    assertThat(refresher.refresh(TABLE, NEW))
        .isEqualTo(RefreshResult.refreshed(NEW).withTag("tag"));
  }

  /** No public source gives the meaning of these codes. */
  @ParameterizedTest
  @ValueSource(ints = {91968, 93740, 390189, 393923})
  void theReadBackDecidesAfterACodeWithoutAMeaning(int code) {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    client.afterRefresh.add(new SQLException("?", "0A000", code));
    assertThat(refresher.refresh(TABLE, NEW).served()).contains(NEW);

    client.beforeRefresh.add(new SQLException("?", "0A000", code));
    assertThatThrownBy(() -> refresher.refresh(TABLE, NEWER))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
        .hasMessageContaining("It still serves the earlier snapshot");
  }

  @Test
  void aReadBackProvesNothingIfAnotherHostMayHaveRefreshed() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    refresher.refresh(TABLE, OLD);
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", NEW);
    client.beforeRefresh.add(new SQLException("network", "08006", 200015));
    Instant sent = clock.now;

    assertThat(refresher.refresh(TABLE, NEW)).isInstanceOf(RefreshResult.Refreshed.class);
    assertThat(clock.now).isEqualTo(sent.plus(TIMEOUT));
  }

  @Test
  void anErrorThatSnowflakeSentEndsTheStatement() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    client.beforeRefresh.add(new SQLException("timeout reached", "57014", 630));

    assertThatThrownBy(() -> refresher.refresh(TABLE, NEW))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
        .hasMessageContainingAll(
            "timeout reached", "000630", "It still serves the earlier snapshot");
    assertThat(refresher.refresh(TABLE, NEW)).isInstanceOf(RefreshResult.Refreshed.class);
  }

  @Test
  void withoutAConnectionNothingWasSent() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    client.beforeRefresh.add(new NotSentException(new SQLException("pool is empty")));

    assertThatThrownBy(() -> refresher.refresh(TABLE, NEW))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.OUTAGE));
    assertThat(client.calls).hasSize(2);
    assertThat(refresher.refresh(TABLE, NEW)).isInstanceOf(RefreshResult.Refreshed.class);
  }

  @Test
  void aRefreshWithoutAnAnswerIsReadBackUntilItsTimeout() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    refresher.refresh(TABLE, OLD);
    client.beforeRefresh.add(new SQLException("network", "08006", 200015));
    client.onServed.add(new SQLException("still no network", "08006", 200015));
    Instant sent = clock.now;

    assertThatThrownBy(() -> refresher.refresh(TABLE, NEW))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("network", "200015", "It still serves the earlier snapshot");
    assertThat(clock.now).isEqualTo(sent.plus(TIMEOUT));
    assertThat(refresher.refresh(TABLE, NEWER)).isInstanceOf(RefreshResult.Refreshed.class);
  }

  @Test
  void aLateRefreshIsReadBack() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    client.beforeRefresh.add(new SQLException("network", "08006", 200015));
    clock.onPause = () -> client.tables.put("RETAIL.LAKE.ICEBERG_STORES", NEW);

    assertThat(refresher.refresh(TABLE, NEW))
        .isEqualTo(RefreshResult.refreshed(NEW).withTag("tag"));
    assertThat(refresher.refresh(TABLE, NEWER)).isInstanceOf(RefreshResult.Refreshed.class);
  }

  @Test
  void sendsNothingWhileTheDriverMayStillSendARefresh() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    CompletableFuture<Void> driver = new CompletableFuture<>();
    client.beforeRefresh.add(new UnansweredException(TIMEOUT, driver));

    assertThatThrownBy(() -> refresher.refresh(TABLE, NEW))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContainingAll("no answer within", "Now it serves " + OLD)
        .message()
        .doesNotContain("SQLSTATE");
    assertThatThrownBy(() -> refresher.refresh(TABLE, NEWER))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("may still execute it");
    assertThat(client.tables).containsValue(OLD);

    driver.complete(null);
    assertThat(refresher.refresh(TABLE, NEWER)).isInstanceOf(RefreshResult.Refreshed.class);
  }

  @Test
  void anOutcomeThatCannotBeReadBackIsUnknownUntilTheNextRun() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    refresher.refresh(TABLE, OLD);
    client.afterRefresh.add(new SQLException("network", "08006", 200015));
    client.onServed.addAll(
        Collections.nCopies(
            (int) TIMEOUT.toSeconds() + 1, new SQLException("still no network", "08006", 200015)));

    assertThatThrownBy(() -> refresher.refresh(TABLE, NEW))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContainingAll("still no network", "serves the old or the new snapshot");
    assertThat(refresher.refresh(TABLE, NEW)).isEqualTo(new RefreshResult.Unchanged(NEW));
  }

  @Test
  void anInterruptedRefreshHasAnUnknownOutcome() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    client.beforeRefresh.add(new SQLException("network", "08006", 200015));
    clock.onPause = () -> clock.interrupted = true;

    assertThatThrownBy(() -> refresher.refresh(TABLE, NEW))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void neverGoesBack() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", NEW);

    assertThatThrownBy(() -> refresher.refresh(TABLE, OLD))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(NEW.fileName(), OLD.fileName(), "restored to an earlier state");
    assertThatThrownBy(() -> refresher.refresh(TABLE, location("00002-fork")))
        .hasMessageContaining("00002-fork");
    assertThat(client.tables).containsValue(NEW);
  }

  @Test
  void neverGoesToAnotherTable() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    MetadataLocation anew = new MetadataLocation("s3://lake/b/metadata/00009-x.metadata.json");

    assertThatThrownBy(() -> refresher.refresh(TABLE, anew))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(anew.uri(), "dropped and recreated", "SnowflakeRefresher.replace");
    assertThat(client.tables).containsValue(OLD);
  }

  @Test
  void continuesAfterTheTableWasReplacedElsewhere() {
    MetadataLocation anew = new MetadataLocation("s3://lake/b/metadata/00009-x.metadata.json");
    MetadataLocation next = new MetadataLocation("s3://lake/b/metadata/00010-y.metadata.json");
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    refresher.refresh(TABLE, OLD);
    assertThatThrownBy(() -> refresher.refresh(TABLE, anew))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("setup --replace TABLE");

    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", anew);

    assertThat(refresher.refresh(TABLE, next)).isInstanceOf(RefreshResult.Refreshed.class);
  }

  @Test
  void aRefusalIsNeitherRetriedNorReadBack() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    client.beforeRefresh.add(new SQLException("Insufficient privileges", "42501", 3001));

    assertThatThrownBy(() -> refresher.refresh(TABLE, NEW))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContaining("Check the name, and that the role owns the table");
    assertThat(client.calls).hasSize(2);
  }

  @Test
  void aTableThatStaysBehindIsAFailure() {
    client.tables.put("RETAIL.LAKE.ICEBERG_STORES", OLD);
    client.ignoresRefreshes = true;

    assertThatThrownBy(() -> refresher.refresh(TABLE, NEW))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("accepted the refresh", "but serves " + OLD);
  }

  @Test
  void aMissingTableIsAnErrorUnlessItMayBeCreated() {
    assertThatThrownBy(() -> refresher.refresh(TABLE, NEW))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("no Iceberg table RETAIL.LAKE.ICEBERG_STORES", "createMissing");

    SnowflakeRefresher creating =
        refresher(new TableStorage(SnowflakeName.parse("vol"), SnowflakeName.parse("\"Cat\"")));
    assertThat(creating.refresh(TABLE, NEW)).isInstanceOf(RefreshResult.Refreshed.class);
    assertThat(client.calls)
        .contains("create RETAIL.LAKE.ICEBERG_STORES VOL \"Cat\" a/metadata/00002-b.metadata.json");
  }

  @Test
  void aFailedCreationDoesNotClaimThatTheTableServesAnything() {
    client.beforeCreation.add(
        new SQLException("Schema 'RETAIL.LAKE' does not exist or not authorized.", "02000", 2003));
    SnowflakeRefresher creating =
        refresher(new TableStorage(SnowflakeName.parse("vol"), SnowflakeName.parse("cat")));

    assertThatThrownBy(() -> creating.refresh(TABLE, NEW))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageStartingWith("Creation of RETAIL.LAKE.ICEBERG_STORES at " + NEW + " failed: ")
        .hasMessageContaining("Snowflake has no such table. Run the set-up (SnowflakeSetup)")
        .hasMessageNotContaining("from before");
  }

  @Test
  void parsesACatalogNameAsSnowflakeDoes() {
    client.tables.put("OTHER.PLACE.\"stores\"", OLD);

    refresher.refresh(TABLE.catalogName("other.place.\"stores\""), NEW);

    assertThat(client.calls).contains("served OTHER.PLACE.\"stores\"");
  }

  @Test
  void rejectsAFileOutsideTheVolumeAndNamesBoth() {
    MetadataLocation elsewhere = new MetadataLocation("s3://other/x.metadata.json");

    assertThatThrownBy(() -> refresher.refresh(TABLE, elsewhere))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("s3://other/x.metadata.json", "s3://lake/");
    assertThat(client.calls).isEmpty();
  }

  private static MetadataLocation location(String name) {
    return new MetadataLocation("s3://lake/a/metadata/" + name + ".metadata.json");
  }

  private SnowflakeRefresher refresher(@Nullable TableStorage missingTables) {
    return new SnowflakeRefresher(
        new StorageBaseUrl("s3://lake"),
        List.of("RETAIL", "LAKE"),
        "tag",
        name ->
            new CatalogTable(
                name,
                client,
                new RefreshGuard(name, null),
                missingTables,
                TIMEOUT,
                clock,
                clock::pause),
        null);
  }

  private static final class SettableClock extends Clock {
    Instant now = Instant.parse("2026-11-23T03:00:00Z");
    Runnable onPause = () -> {};
    boolean interrupted;

    boolean pause() {
      now = now.plusSeconds(1);
      onPause.run();
      return !interrupted;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  /** Tables in a map. The next call of a kind fails if its queue contains a failure. */
  private static final class FakeClient implements SnowflakeClient {
    final Map<String, MetadataLocation> tables = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    final Deque<SQLException> onServed = new ArrayDeque<>();
    final Deque<SQLException> beforeRefresh = new ArrayDeque<>();
    final Deque<SQLException> beforeCreation = new ArrayDeque<>();
    final Deque<SQLException> afterRefresh = new ArrayDeque<>();
    boolean ignoresRefreshes;

    @Override
    public Optional<MetadataLocation> served(SnowflakeName table) throws SQLException {
      calls.add("served " + table);
      failIfAsked(onServed);
      return Optional.ofNullable(tables.get(table.toString()));
    }

    @Override
    public Optional<String> refresh(SnowflakeName table, String relativePath) throws SQLException {
      calls.add("refresh " + table + " " + relativePath);
      failIfAsked(beforeRefresh);
      if (!ignoresRefreshes) {
        tables.put(table.toString(), new MetadataLocation("s3://lake/" + relativePath));
      }
      failIfAsked(afterRefresh);
      return Optional.of("query-1");
    }

    @Override
    public Optional<String> create(SnowflakeName table, TableStorage how, String relativePath)
        throws SQLException {
      failIfAsked(beforeCreation);
      calls.add(
          "create %s %s %s %s"
              .formatted(table, how.externalVolume(), how.catalogIntegration(), relativePath));
      tables.put(table.toString(), new MetadataLocation("s3://lake/" + relativePath));
      return Optional.of("query-2");
    }

    private static void failIfAsked(Deque<SQLException> failures) throws SQLException {
      if (!failures.isEmpty()) {
        throw failures.pop();
      }
    }
  }

  /** A source for syncs that are not built. */
  private static final class NoSource implements SyncSource {
    @Override
    public CopyResult copy(SyncTable table) {
      throw new IllegalStateException("nothing is copied");
    }

    @Override
    public void validate(SyncTable table) {}

    @Override
    public String guarantee(SyncTable table) {
      return "none";
    }
  }
}
