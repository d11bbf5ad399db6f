package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A role without any privilege inserts into the table of tombstones, as every role may. */
class ForgedTombstonesIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it_lake.lake");

  private final PgLakeSource source =
      PgLakeSource.builder(TestSchema.copier()).batchRows(10).build();

  @BeforeEach
  void createRole() throws SQLException {
    TestSchema.recreate("SELECT 1");
    dropRole();
    TestSchema.execute(
        "CREATE SCHEMA core_it_lake; CREATE ROLE core_it_stranger LOGIN PASSWORD 'stranger'");
  }

  @AfterEach
  void dropRole() throws SQLException {
    TestSchema.execute(
        "DROP SCHEMA IF EXISTS core_it_lake CASCADE; DROP ROLE IF EXISTS core_it_stranger");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PARTITION BY RANGE (id)"})
  void aTruncateThatDidNotHappenRemovesNoRows(String partitioning) throws SQLException {
    create(partitioning);

    stranger("(truncated) VALUES (true)");

    assertThat(PgLakeVerifier.of(TestSchema.postgres()).verify(TABLE).agrees()).isTrue();
    assertThat(source.copy(TABLE).rows()).isZero();
    assertThat(copied()).isEqualTo(50);
  }

  /** No row is left that the last copy saw. */
  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM core_it.t", "UPDATE core_it.t SET id = id + 100"})
  void aTruncateThatDidNotHappenRemovesNoArchivedRows(String change) throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.t (id int)");
    TestSchema.execute("INSERT INTO core_it.t SELECT generate_series(1, 50)");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    SyncSourceContract.copyAll(source, TABLE);

    TestSchema.execute(change);
    stranger("(truncated) VALUES (true)");
    SyncSourceContract.copyAll(source, TABLE);

    assertThat(copied()).isGreaterThanOrEqualTo(50);
  }

  /** The second page sees the new file, but the goal of the copy is older than the TRUNCATE. */
  @Test
  void aTruncateBetweenThePagesOfACopyIsFollowed() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.t (id int PRIMARY KEY)");
    TestSchema.execute("INSERT INTO core_it.t SELECT generate_series(1, 50)");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    SyncSourceContract.copyAll(source, TABLE);
    TestSchema.execute("INSERT INTO core_it.t SELECT generate_series(51, 100)");

    assertThat(source.copy(TABLE).remaining()).isEqualTo(Remaining.READY);
    TestSchema.execute("TRUNCATE core_it.t; INSERT INTO core_it.t VALUES (1000)");
    SyncSourceContract.copyAll(source, TABLE); // The rest of the goal.
    SyncSourceContract.copyAll(source, TABLE);

    assertThat(TestSchema.rows("SELECT id FROM core_it_lake.lake")).containsExactly("1000");
  }

  @Test
  void aTruncateIsFollowedAmongForgedOnes() throws SQLException {
    create("");

    stranger("(truncated) SELECT true FROM generate_series(1, 100)");
    TestSchema.execute("TRUNCATE core_it.t; INSERT INTO core_it.t VALUES (1000)");
    stranger("(truncated) SELECT true FROM generate_series(1, 100)");

    SyncSourceContract.copyAll(source, TABLE);
    assertThat(TestSchema.rows("SELECT id FROM core_it_lake.lake")).containsExactly("1000");
  }

  /** The rows of the later transaction are older than the TRUNCATE, by their ids. */
  @Test
  void aTruncateByATransactionThatBeganBeforeTheLastCopyIsFollowed() throws SQLException {
    create("");
    try (Connection connection = TestSchema.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      TestSchema.execute("INSERT INTO core_it.t VALUES (1000)");
      SyncSourceContract.copyAll(source, TABLE);
      statement.execute("INSERT INTO core_it.t VALUES (2000); TRUNCATE core_it.t");
      statement.execute("INSERT INTO core_it.t VALUES (3000)");
      connection.commit();
    }

    SyncSourceContract.copyAll(source, TABLE);

    assertThat(TestSchema.rows("SELECT id FROM core_it_lake.lake")).containsExactly("3000");
  }

  @Test
  void aTombstoneWithoutAKeyIsRefused() throws SQLException {
    create("");

    assertThatThrownBy(() -> stranger("(truncated) VALUES (false)"))
        .hasMessageContaining("key_is_known");
  }

  @Test
  void theConstraintFollowsTheKey() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (a int NOT NULL, b int NOT NULL, c int NOT NULL)");
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 2, 3)");
    for (List<String> key : List.of(List.of("a"), List.of("b", "c"), List.of("b"))) {
      SyncTable table = TABLE.key(key.toArray(String[]::new));
      PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
      setup.apply(List.of(table));
      setup.newBaseline(table);
      SyncSourceContract.copyAll(source, table);
      TestSchema.execute("DELETE FROM core_it.t; INSERT INTO core_it.t VALUES (1, 2, 3)");

      assertThat(SyncSourceContract.copyAll(source, table)).as("rows by key " + key).isEqualTo(1);
      assertThatThrownBy(() -> stranger("(truncated) VALUES (false)"))
          .as("key " + key)
          .hasMessageContaining("key_is_known");
      assertThat(setup.plan(List.of(table))).isEmpty();
    }
  }

  private void create(String partitioning) throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.t (id int PRIMARY KEY) " + partitioning);
    if (!partitioning.isEmpty()) {
      TestSchema.execute("CREATE TABLE core_it.part PARTITION OF core_it.t DEFAULT");
    }
    TestSchema.execute("INSERT INTO core_it.t SELECT generate_series(1, 50)");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    SyncSourceContract.copyAll(source, TABLE);
  }

  private static long copied() throws SQLException {
    return TestSchema.number("SELECT count(*) FROM core_it_lake.lake");
  }

  private static void stranger(String values) throws SQLException {
    String table =
        TestSchema.rows(
                "SELECT oid::regclass FROM pg_class WHERE relnamespace = 'lakehouse_sync'::regnamespace AND relname = 'xid_' || 'core_it.t'::regclass::oid")
            .get(0);
    try (Connection connection =
        TestSchema.postgres().getConnection("core_it_stranger", "stranger")) {
      TestSchema.execute(connection, "INSERT INTO %s %s".formatted(table, values));
    }
  }
}
