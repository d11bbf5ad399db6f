package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.RepairPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that leaves the heap table while a copy replaces it stays in the archive. */
class ArchiveIT {
  private static final SyncTable ARCHIVE =
      SyncTable.of("core_it.t", "core_it.lake").deletes(Deletes.KEEP);

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM \"core_it\"", "INSERT INTO \"core_it\""})
  void aRowThatIsDeletedBeforeAStatementOfTheCopy(String statement) throws Exception {
    leaves("DELETE FROM core_it.t WHERE id = 3", statement);

    assertThat(TestSchema.rows("SELECT id, v FROM core_it.lake ORDER BY id"))
        .containsExactly("1|a", "2|a", "3|a", "4|b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM \"core_it\"", "INSERT INTO \"core_it\""})
  void aRowThatGetsAnotherKeyBeforeAStatementOfTheCopy(String statement) throws Exception {
    leaves("UPDATE core_it.t SET id = 7 WHERE id = 3", statement);

    assertThat(TestSchema.rows("SELECT id, v FROM core_it.lake ORDER BY id"))
        .containsExactly("1|a", "2|a", "3|a", "4|b", "7|b");
  }

  /** The repair must not delete the row that only the Iceberg table has now. */
  @ParameterizedTest
  @CsvSource({
    "DELETE FROM core_it.t WHERE id = 3, DELETE FROM \"core_it\"",
    "DELETE FROM core_it.t WHERE id = 3, INSERT INTO \"core_it\"",
    "UPDATE core_it.t SET id = 7 WHERE id = 3, INSERT INTO \"core_it\"",
    "UPDATE core_it.t SET v = 'c' WHERE id = 3, INSERT INTO \"core_it\"",
  })
  void aRowThatLeavesDuringARepairStays(String change, String statement) throws Exception {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text);
        INSERT INTO core_it.t SELECT i, 'a' FROM generate_series(1, 4) AS i
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(ARCHIVE));
    SyncSource source = PgLakeSource.of(TestSchema.copier());
    SyncSourceContract.copyAll(source, ARCHIVE);
    TestSchema.execute("UPDATE core_it.lake SET v = 'wrong' WHERE id = 3");
    PgLakeVerifier verifier =
        PgLakeVerifier.of(
            HookedDataSource.before(
                statement, TestSchema.postgres(), () -> TestSchema.execute(change)));

    verifier.repair(RepairPlan.of(verifier.verify(ARCHIVE)));
    TestSchema.execute("DELETE FROM core_it.t WHERE id = 3");
    SyncSourceContract.copyAll(source, ARCHIVE);

    assertThat(TestSchema.rows("SELECT id FROM core_it.lake ORDER BY id"))
        .contains("1", "2", "3", "4");
  }

  /** Without a key, a difference is a set of equal rows. */
  @Test
  void rowsThatLeaveDuringARepairStayWithoutAKey() throws Exception {
    SyncTable archive = ARCHIVE.mode(WriteMode.APPEND);
    TestSchema.recreate(
        "CREATE TABLE core_it.t (v text); INSERT INTO core_it.t VALUES ('a'), ('a'), ('b'), ('b')");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(archive));
    SyncSourceContract.copyAll(PgLakeSource.of(TestSchema.copier()), archive);
    TestSchema.execute(
        "DELETE FROM core_it.lake; INSERT INTO core_it.lake (v) VALUES ('a'), ('b')");
    PgLakeVerifier verifier =
        PgLakeVerifier.of(
            HookedDataSource.before(
                "INSERT INTO \"core_it\"",
                TestSchema.postgres(),
                () -> TestSchema.execute("DELETE FROM core_it.t WHERE v = 'b'")));

    verifier.repair(RepairPlan.of(verifier.verify(archive)));

    assertThat(TestSchema.rows("SELECT v FROM core_it.lake ORDER BY v")).contains("a", "b");
  }

  private static void leaves(String change, String statement) throws Exception {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text);
        INSERT INTO core_it.t SELECT i, 'a' FROM generate_series(1, 4) AS i
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(ARCHIVE));
    SyncSourceContract.copyAll(PgLakeSource.of(TestSchema.copier()), ARCHIVE);
    TestSchema.execute("UPDATE core_it.t SET v = 'b' WHERE id >= 3");
    SyncSource source =
        PgLakeSource.of(
            HookedDataSource.before(
                statement, TestSchema.copier(), () -> TestSchema.execute(change)));

    SyncSourceContract.copyAll(source, ARCHIVE);
    SyncSourceContract.copyAll(source, ARCHIVE);
  }
}
