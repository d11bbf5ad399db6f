package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.contract.MetadataLocatorContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.OneConnection.Driver;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IcebergTablesLocatorIT extends MetadataLocatorContract {
  private static final TableName ONE = TableName.parse("core_it.one");
  private static final TableName ODD = new TableName("core_it", "Odd Two");

  private final MetadataLocator locator = IcebergTablesLocator.of(TestSchema.postgres());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.one (id int) USING iceberg;
        CREATE TABLE core_it."Odd Two" (id int) USING iceberg
        """);
  }

  @Override
  protected MetadataLocator locator() {
    return locator;
  }

  @Override
  protected TableName table() {
    return ONE;
  }

  @Override
  protected TableName otherTable() {
    return ODD;
  }

  @Override
  protected void commit(TableName table) throws SQLException {
    TestSchema.execute("INSERT INTO %s VALUES (1)".formatted(Sql.table(table)));
  }

  @Test
  void findsATableInASchemaThatNeedsQuotes() throws SQLException {
    TestSchema.execute("DROP SCHEMA IF EXISTS \"Odd Schema\" CASCADE");
    TestSchema.execute("CREATE SCHEMA \"Odd Schema\"");
    try {
      TestSchema.execute("CREATE TABLE \"Odd Schema\".t (id int) USING iceberg");
      TableName odd = new TableName("Odd Schema", "t");

      assertThat(locator.locate(List.of(odd))).containsOnlyKeys(odd);
    } finally {
      TestSchema.execute("DROP SCHEMA \"Odd Schema\" CASCADE");
    }
  }

  @Test
  void doesNotSeeARolledBackCommit() throws SQLException {
    Map<TableName, LocatedMetadata> before = locator.locate(List.of(ONE));
    try (Connection connection = TestSchema.postgres().getConnection()) {
      connection.setAutoCommit(false);
      TestSchema.execute(connection, "INSERT INTO core_it.one VALUES (1)");
      assertThat(locator.locate(List.of(ONE))).isEqualTo(before);
      connection.rollback();
    }

    assertThat(locator.locate(List.of(ONE))).isEqualTo(before);
  }

  @Test
  void hostsRefreshATableOneAtATimeAndSeeTheNewestSnapshot() throws Exception {
    MetadataLocator otherHost = IcebergTablesLocator.of(TestSchema.postgres());
    List<LocatedMetadata> seen = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> other = new ArrayList<>();

    locator.withNewest(
        ONE,
        newest -> {
          seen.add(newest);
          other.add(CompletableFuture.runAsync(() -> otherHost.withNewest(ONE, seen::add)));
          await().until(() -> TestSchema.waits("SELECT pg_advisory_xact_lock%"));
          otherHost.withNewest(ODD, unhindered -> {});
          commitUnchecked(ONE);
          assertThat(seen).containsExactly(newest);
        });
    other.get(0).join();

    assertThat(seen.get(1))
        .isEqualTo(locator.locate(List.of(ONE)).get(ONE))
        .isNotEqualTo(seen.get(0));
    assertThat(version(seen.get(1))).isEqualTo(version(seen.get(0)) + 1);
  }

  @Test
  void skipsATableThatAnotherHostRefreshesForLong() {
    MetadataLocator impatient =
        new IcebergTablesLocator(TestSchema.postgres(), Duration.ofSeconds(1));

    locator.withNewest(
        ONE,
        newest ->
            assertThatThrownBy(() -> impatient.withNewest(ONE, other -> fail("was run")))
                .isInstanceOf(NotAppliedException.class)
                .hasMessage(
                    "Another host has been refreshing core_it.one for more than 1 s, so this run"
                        + " skipped the refresh. Copied rows are committed. If the other host does not"
                        + " make the catalog serve these rows, the next run of this host does."));
  }

  @Test
  void lostConnectionDoesNotUndoTheAction() throws SQLException {
    List<LocatedMetadata> seen = new ArrayList<>();

    locator.withNewest(
        ONE,
        newest -> {
          terminate("idle in transaction");
          seen.add(newest);
        });

    assertThat(seen).hasSize(1);
    locator.withNewest(ONE, seen::add);
    assertThat(seen).hasSize(2);
  }

  @Test
  void timeoutsOfTheHostDoNotEndTheSessionUnderARunningRefresh() throws SQLException {
    try (OneConnection one = new OneConnection(TestSchema.postgres(), Driver.REACHABLE)) {
      boolean limitsTransactions = TestSchema.number("SHOW server_version_num") >= 170_000;
      List<String> timeouts = new ArrayList<>(List.of("idle_in_transaction_session_timeout"));
      if (limitsTransactions) {
        timeouts.add("transaction_timeout");
      }
      for (String timeout : timeouts) {
        TestSchema.execute(one.connection(), "SET %s = '7s'".formatted(timeout));
      }
      List<String> during = new ArrayList<>();

      IcebergTablesLocator.of(one.dataSource())
          .withNewest(ONE, newest -> timeouts.forEach(name -> during.add(show(one, name))));

      assertThat(during).hasSameSizeAs(timeouts).containsOnly("0");
      for (String timeout : timeouts) {
        assertThat(show(one, timeout)).isEqualTo("7s");
      }
    }
  }

  @Test
  void tableOfTheHostWithTheNameOfTheViewIsNotRead() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.iceberg_tables AS TABLE iceberg_tables");
    TestSchema.execute("UPDATE core_it.iceberg_tables SET metadata_location = 's3://wrong/'");

    MetadataLocator hosts =
        IcebergTablesLocator.of(TestSchema.postgres("SET search_path = core_it, pg_catalog"));

    assertThat(hosts.locate(List.of(ONE))).isEqualTo(locator.locate(List.of(ONE)));
  }

  private static String show(OneConnection one, String setting) {
    try {
      return TestSchema.value(one.connection(), "SHOW " + setting);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long version(LocatedMetadata located) {
    assertThat(located).isInstanceOf(LocatedMetadata.Committed.class);
    return located.location().orElseThrow().version().getAsLong();
  }

  private void commitUnchecked(TableName table) {
    try {
      commit(table);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void terminate(String state) {
    try {
      TestSchema.rows(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE state = '%s'"
              .formatted(state));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
