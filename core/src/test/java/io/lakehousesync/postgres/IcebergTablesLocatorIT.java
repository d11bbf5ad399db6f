package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.MetadataLocatorContract;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.TableName;
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
  void findsATableInASchemaWithAnOddName() throws SQLException {
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
  void seesNoCommitThatWasRolledBack() throws SQLException {
    Map<TableName, MetadataLocation> before = locator.locate(List.of(ONE));
    try (Connection connection = TestSchema.postgres().getConnection()) {
      connection.setAutoCommit(false);
      TestSchema.execute(connection, "INSERT INTO core_it.one VALUES (1)");
      assertThat(locator.locate(List.of(ONE))).isEqualTo(before);
      connection.rollback();
    }

    assertThat(locator.locate(List.of(ONE))).isEqualTo(before);
  }

  @Test
  void ofSeveralHostsOneAtATimeHoldsATableAndTheNextSeesWhatIsNewestThen() throws Exception {
    MetadataLocator otherHost = IcebergTablesLocator.of(TestSchema.postgres());
    List<MetadataLocation> seen = new CopyOnWriteArrayList<>();
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
    assertThat(seen.get(1).version().getAsLong()).isEqualTo(seen.get(0).version().getAsLong() + 1);
  }

  @Test
  void aTableThatAnotherHostRefreshesForLongIsLeftToIt() {
    MetadataLocator impatient =
        new IcebergTablesLocator(TestSchema.postgres(), Duration.ofSeconds(1));

    locator.withNewest(
        ONE,
        newest ->
            assertThatThrownBy(() -> impatient.withNewest(ONE, other -> fail("was run")))
                .isInstanceOf(NotAppliedException.class)
                .hasMessage(
                    "Another host is refreshing core_it.one, and has not ended for 1 s, so it was"
                        + " left alone. Rows that were copied are committed; the next run refreshes"
                        + " what that host does not."));
  }

  @Test
  void whatTheActionDidStaysDoneIfTheConnectionIsLostMeanwhile() throws SQLException {
    List<MetadataLocation> seen = new ArrayList<>();

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
